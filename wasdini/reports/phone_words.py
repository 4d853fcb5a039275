"""The sentences that the reporting page's scripts say, in the language of the page."""

from __future__ import annotations

from django.utils.translation import gettext as _


def words() -> dict[str, str]:
    """Name -> sentence; `{blank}` is filled in by the script."""
    return {**_states(), **_waiting(), **_form(), **_files(), **_own_page()}


def _states() -> dict[str, str]:
    return {
        "steps": _("Sampai di mana laporan ini"),
        "state_saved": _("Tersimpan di ponsel"),
        "state_sent": _("Terkirim"),
        "state_received": _("Diterima"),
        "state_graded": _("Dinilai"),
        "state_refused": _("Ditolak server. Laporan tetap ada di ponsel; sebabnya:"),
        "try_again": _("Coba kirim lagi"),
        "state_conflict": _("Nomor laporan ini sudah dipakai isi lain. Salinannya disimpan untuk verifikator."),
        "count_saved": _("{n} tersimpan di ponsel"),
        "count_sent": _("{n} terkirim"),
        "count_received": _("{n} diterima"),
        "count_refused": _("{n} ditolak"),
        "report_open": _("Laporan {number}"),
        "report_closed": _("Laporan tertutup {number}"),
        "files_sent": _("Lampiran terkirim: {done} dari {all}"),
        "receipt": _("Tanda terima"),
    }


def _waiting() -> dict[str, str]:
    return {
        "waits_network": _("Menunggu sinyal; dikirim sendiri begitu ada."),
        "waits_sign_in": _("Masuk lagi untuk mengirim; laporan aman di ponsel."),
        "waits_other_person": _("Ditulis dengan akun lain; dikirim bila akun itu masuk lagi. Laporan aman di ponsel."),
        "waits_enrolment": _("Kode samaran tidak ada lagi di ponsel ini; isi lagi di Laporan saya."),
        "waits_revoked": _(
            "Kode samaran ini tidak berlaku lagi. Minta kode baru kepada kustodian; laporan aman di ponsel."
        ),
        "waits_not_allowed": _("Akun ini tidak berhak mengirim laporan itu. Hubungi kantor; laporan aman di ponsel."),
        "waits_busy": _("Server sedang sibuk; dicoba lagi sendiri."),
        "waits_server": _("Server belum dapat menerima; dicoba lagi sendiri."),
        "waits_delay": _("Laporan tertutup: sengaja ditunda 1–30 menit sebelum dikirim."),
        "sign_in": _("Masuk lagi"),
    }


def _form() -> dict[str, str]:
    return {
        "need_kind": _("Pilih apa yang dilaporkan."),
        "need_place_code": _("Pilih tempatnya."),
        "need_tps_number": _("TPS hanya dapat dipilih bersama desa atau kelurahannya."),
        "need_checkin_step": _("Pilih sampai mana TPS itu."),
        "need_text": _("Tulis apa yang terjadi, atau centang temuannya."),
        "answering": _("Jawaban atas pertanyaan verifikator. Laporan lama tetap tersimpan apa adanya."),
        "whole_desa": _("Seluruh desa/kelurahan"),
        "position_taken": _("Letak ponsel ikut dilaporkan."),
        "position_refused": _("Letak ponsel tidak didapat. Pilih tempatnya dari daftar."),
        "draft_saved": _("Draf tersimpan di ponsel ini dan masih dapat dibaca siapa pun yang membuka ponsel ini."),
        "draft_not_saved": _("Draf tidak dapat disimpan di ponsel ini: selesaikan sebelum menutup halaman."),
        "draft_closed": _("Draf tertutup tidak disimpan di ponsel: selesaikan sebelum menutup halaman."),
        "draft_back": _("Draf Anda yang belum selesai dibuka kembali."),
        "saved_open": _("Tersimpan di ponsel dan disegel. Dikirim sendiri begitu ada sinyal."),
        "saved_closed": _("Tersimpan di ponsel dan disegel. Dikirim sendiri setelah jeda acak."),
        "not_saved": _("Laporan belum dapat disimpan di ponsel ini. Isian tetap ada; coba lagi."),
        "no_key": _(
            "Kunci penerima belum ada di ponsel ini: buka halaman ini sekali saat ada sinyal. Isian tetap ada."
        ),
        "closed_desk": _("Anda menilai laporan, karena itu tidak dapat melapor tertutup."),
        "closed_no_keys": _("Laporan tertutup belum dapat diterima: kunci dua kustodian belum berlaku."),
        "offline_ready": _("Siap dipakai tanpa sinyal."),
        "offline_not_ready": _("Belum siap tanpa sinyal: biarkan halaman ini terbuka sebentar saat ada sinyal."),
    }


def _files() -> dict[str, str]:
    return {
        "photo": _("Foto {n}, {kb} kB"),
        "sound": _("Suara {n}, {kb} kB"),
        "remove": _("Hapus"),
        "record": _("Rekam suara"),
        "record_stop": _("Selesai merekam"),
        "record_refused": _("Mikrofon tidak diizinkan. Pilih berkas suara dari ponsel."),
        "file_unknown": _("Berkas ini tidak dapat dipakai: pilih foto atau suara yang lazim, paling besar 20 MB."),
        "files_full": _("Paling banyak enam lampiran."),
    }


def _own_page() -> dict[str, str]:
    return {
        "enrolled": _("Ponsel ini memakai nama samaran untuk laporan tertutup."),
        "not_enrolled": _("Ponsel ini belum memakai nama samaran: laporan tertutup dikirim dengan akun Anda."),
        "enrol_wrong": _("Kode kurang atau lebih panjang dari semestinya. Periksa lagi."),
        "enrol_group": _("Kelompok ke-{n} dari kode itu keliru. Periksa lagi hurufnya."),
        "enrol_done": _("Kode disimpan. Musnahkan kertas atau pesannya."),
        "no_code_seen": _("Tidak ada kode QR yang terbaca pada gambar itu."),
        "question": _("Pertanyaan verifikator tentang laporan {number}"),
        "answer": _("Jawab"),
    }
