# ruff: noqa: E501
"""Sentences the figures come from. Written after the weights were fixed; nothing was chosen on them."""

OPENERS = ("", "", "", "Siap, lapor: ", "Mohon waktu pak Kaban. ", "Selamat siang, menyampaikan ", "Sekilas info, ", "Lapsit: ",
           "Waalaikumsalam, barusan ", "Bos, ", "Kpd yth pimpinan, ", "Hasil pantauan, ")  # fmt: skip
CLOSERS = ("", "", "", " Nihil korban.", " Foto menyusul.", " Tks.", " Kami standby di lokasi.", " Mhn dukungan personel.",
           " Sekian ndan.", " Terlampir dokumentasi.")  # fmt: skip

FIRST = {
    "power": (
        "aliran listrik terputus di {spot}, KPPS menghitung dengan senter",
        "TPS gelap, PLN belum bisa dihubungi. Lokasi {spot}",
        "gardu meledak dekat {spot}, seluruh RT padam termasuk TPS",
        "rekap terhenti karena listrik {spot} anjlok, laptop mati",
        "genset tdk kuat, lampu di {spot} mati hidup terus",
    ),
    "ballots_short": (
        "hitungan awal KPPS, lembar surat suara tidak cukup, kurangnya {n}",
        "stok surat suara habis padahal masih {n} pemilih menunggu, ketua {who} koordinasi dgn PPS",
        "ndan, TPS kekurangan {n} surat suara jenis bupati",
        "jumlah surat suara tidak sesuai dgn pemilih, minus {n}",
    ),
    "money": (
        "tadi malam ada yang ketok pintu bagi-bagi amplop, arah {spot}",
        "dugaan politik uang oleh {who}, nilai {n} ribu per kepala, titik {spot}",
        "warga {spot} serahkan amplop ke panwas, ngakunya dari {who}",
        "mobil box turunkan paket beras di {spot}, disertai stiker calon",
    ),
    "intimidation": (
        "pemilih lansia dibentak orang tak dikenal di pintu TPS arah {spot}",
        "ada kelompok memotret warga yg mencoblos dekat {spot}, warga ketakutan",
        "ketua RT diancam {who} kalau suaranya kalah di TPS itu",
        "saksi perempuan digertak {who} dan kawan-kawan",
    ),
    "clash": (
        "perkelahian massal pecah dekat {spot}, korban luka {n}",
        "simpatisan dua paslon adu jotos di {spot}",
        "massa {who} datang bawa kayu ke {spot}, terjadi saling dorong",
        "tawuran pendukung, {spot} mencekam, toko pada tutup",
    ),
    "flood": (
        "debit kali naik, {spot} digenangi air, TPS tak bisa dipakai",
        "tanggul jebol, air masuk {spot} sampai pinggang",
        "rob sejak dini hari merendam bilik suara di {spot}",
        "KPPS bapak {who} evakuasi kotak suara, {spot} kebanjiran",
    ),
    "access": (
        "titian ke {spot} hanyut, warga menyeberang pakai perahu",
        "longsoran menutup badan jalan {road}, kotak suara dipikul",
        "mobil logistik terperosok di {road} sehingga jalur ke {spot} macet total",
        "{road} tidak dapat dilalui, {n} meter badan jalan amblas",
    ),
    "ill": (
        "{who} anggota KPPS ambruk waktu menghitung, dibawa ambulans",
        "KPPS a.n. {who} masuk IGD krn darah tinggi",
        "petugas ketertiban {who} kecelakaan motor usai antar undangan",
        "kabar duka, {who} petugas TPS berpulang",
    ),
    "hoax": (
        "tersebar rekaman suara palsu soal TPS {spot} dipindah",
        "kabar burung kotak suara dibuka malam hari di {spot}, sudah dicek tidak benar",
        "unggahan {who} bilang surat suara palsu beredar, meresahkan",
        "warga termakan isu bohong bahwa KTP tidak berlaku, pesan dari {who}",
    ),
    "signal": (
        "BTS mati, HP semua no service di {spot}",
        "foto C hasil gagal upload karena tidak ada jaringan dekat {spot}",
        "komunikasi putus dgn TPS, sinyal cuma ada di {road}",
    ),
    "late": (
        "kotak dan bilik belum sampai {spot} padahal sdh siang",
        "truk pengangkut dari gudang terlambat {n} menit, TPS belum buka",
        "logistik nyasar, supir {who} salah antar ke desa lain",
        "pemilih nunggu di {spot}, surat suara masih di jalan {road}",
    ),
    "dispute": (
        "saksi walk out krn tdk terima hasil, {who} ngotot hitung ulang",
        "ada selisih {n} antara daftar hadir dan surat suara, diprotes saksi",
        "C hasil tidak diteken {who}, alasannya coblos tembus",
        "perdebatan sah tidaknya {n} suara di {spot}",
    ),
    "damaged": (
        "{n} lembar surat suara ditemukan berlubang sebelum dicoblos",
        "tinta bocor mengenai {n} surat suara",
        "surat suara lembab dan lengket, {n} buah tak layak pakai",
    ),
    "official": (
        "pak kades {who} pidato dukung nomor {side} saat pengajian di {spot}",
        "camat disebut perintahkan staf pilih {side}, disampaikan {who}",
        "guru PNS {who} sebar stiker paslon {side}",
        "bantuan sosial dibagi di {spot} sambil sebut nama paslon {side} oleh {who}",
    ),
    "queue": (
        "pemilih berjubel, estimasi tunggu {n} menit",
        "barisan sampai ke jalan depan {spot}, panas, ada yg pulang",
        "TPS overload, satu bilik rusak sehingga {spot} penuh orang",
    ),
    "unlisted": (
        "{n} orang bawa KTP tapi namanya tidak muncul di DPT",
        "mahasiswa kost dekat {spot} ditolak KPPS, jumlahnya {n}",
        "keluarga besar {who} tidak dapat undangan dan tidak terdata",
    ),
    "weapon": (
        "diamankan seorang laki2 membawa badik di pinggang, {spot}",
        "linmas menyita celurit dari {who}",
        "orang mabuk bawa senjata tajam ngamuk di {spot}",
    ),
    "hate": (
        "pamflet berisi ujaran kebencian etnis ditempel di tembok {spot}",
        "khotbah {who} sebut haram pilih calon beda agama",
        "grup WA RT menyebar gambar rasis soal paslon {side}",
    ),
}
LATER = {
    "power": ("PLN selesai perbaikan, {spot} terang lagi", "rekap dilanjutkan setelah listrik menyala"),
    "ballots_short": (
        "{n} lembar pengganti sudah diserahterimakan",
        "pemilih yg menunggu surat suara sdh terlayani semua",
    ),
    "money": ("{who} dibawa ke Gakkumdu berikut amplop", "warga {spot} yg terima amplop dimintai keterangan"),
    "intimidation": (
        "pelaku pengancaman dekat {spot} digiring ke polsek",
        "{who} minta maaf, disaksikan babinsa",
    ),
    "clash": ("brimob kuasai {spot}, massa pulang", "korban tawuran {n} orang sdh pulang dari klinik"),
    "flood": ("genangan {spot} tinggal semata kaki", "TPS dipindah dari {spot} ke masjid karena air"),
    "access": (
        "alat berat bersihkan {road}, satu lajur terbuka",
        "kotak suara sdh menyeberang dgn perahu ke {spot}",
    ),
    "ill": ("{who} sudah siuman di puskesmas", "keluarga {who} menerima santunan dari KPU"),
    "hoax": ("polsek panggil {who} penyebar kabar itu", "bantahan resmi KPU ditempel di {spot}"),
    "signal": ("BTS hidup lagi, C hasil terkirim", "operator kirim hasil lewat satelit dari {spot}"),
    "late": ("kotak sudah di {spot}, pencoblosan mulai", "{who} sopir truk sdh ditemukan, logistik lengkap"),
    "dispute": ("hitung ulang selesai, selisih {n} ketemu", "{who} akhirnya teken dgn catatan keberatan"),
    "damaged": ("{n} lembar yang cacat dimusnahkan bersama saksi", "pengganti surat suara rusak datang"),
    "official": (
        "Bawaslu klarifikasi {who}, ybs membantah",
        "video {who} dukung nomor {side} dijadikan bukti",
    ),
    "queue": ("TPS mulai lengang", "{spot} sudah tertib setelah ditambah bilik"),
    "unlisted": ("{n} orang tsb dilayani sbg DPK", "PPS jelaskan ke warga yg tidak terdata, bubar tertib"),
    "weapon": ("pemilik badik ditahan, motif mabuk", "celurit milik {who} jadi barang bukti"),
    "hate": ("pamflet dicopot, pelaku diselidiki", "tokoh agama imbau tenang setelah khotbah {who}"),
}
AGAIN = {
    "power": "malam ini {spot} padam lagi, beda penyebab",
    "clash": "sore ini pecah lagi perkelahian di {spot}",
    "signal": "jaringan drop lagi di {spot} waktu rekap",
    "flood": "air naik lagi ke {spot} akibat hujan susulan",
    "money": "ada lagi amplop di {spot}, pembawanya {who}",
    "intimidation": "rombongan lain datang menggertak pemilih di {spot}",
    "queue": "TPS penuh lagi habis jam istirahat",
    "dispute": "kotak kedua juga diprotes {who}",
}
SPOTS = (
    "halaman PAUD Kenanga", "GOR mini", "rumah pak RW", "langgar Baitul Huda", "lapak ikan", "SMK Bina Karya",
    "aula kecamatan lama", "jembatan gantung", "vihara Dharma", "bengkel las Ujang", "kebun pisang belakang balai",
    "gapura perumahan", "koperasi tani", "lapangan upacara", "tambak Haji Umar", "pos kamling 5",
    "puskesmas pembantu", "kios pupuk", "pantai nelayan", "rumah adat",
)  # fmt: skip
PEOPLE = (
    "Sugeng", "Basri", "Matius Wenda", "Nengah Sudira", "Lalu Hamdan", "Rina Marlina", "Dedi Kurnia", "Yakob",
    "Asep Saepudin", "Musdalifah", "Paulus", "Zulkifli", "Haris Munandar", "Teguh", "Oktavianus", "Sarifah", "Bonar",
    "Fatimah", "Gusti Ngurah", "Nasrul",
)  # fmt: skip
ROADS = (
    "Kebon Jati", "Lintas Selatan", "Tebing Tinggi", "Padang Sawah", "Bukit Dua", "Lembah Hijau", "Simpang Empat",
    "Rawa Indah",
)  # fmt: skip
