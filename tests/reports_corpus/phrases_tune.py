# ruff: noqa: E501
"""Sentences the weights were chosen on. `{spot}`, `{n}`, `{who}`, `{road}`, `{side}` are drawn once per event."""

OPENERS = ("", "", "", "Izin melaporkan, ", "Lapor komandan, ", "Selamat pagi, ijin lapor ", "Mohon ijin info awal: ", "Info dari lapangan: ",
           "Yth. Kaban, ", "Assalamualaikum pak, ", "86 ndan. ", "Dilaporkan bahwa ")  # fmt: skip
CLOSERS = ("", "", "", " Demikian sementara.", " Mohon petunjuk.", " Situasi masih dipantau.", " Msh kami monitor.", " Mohon atensi, trims.",
           " Perkembangan menyusul.", " Babinsa sudah merapat.")  # fmt: skip

FIRST = {
    "power": (
        "listrik di TPS padam, petugas pakai lampu emergency untuk lanjut penghitungan di {spot}",
        "lampu mati total dekat {spot}, penghitungan tertunda krn gelap",
        "PLN padam sejak tadi, KPPS di {spot} menunggu genset",
        "terjadi pemadaman listrik di sekitar {spot} sehingga penghitungan suara dihentikan sementara",
        "Mati lampu bos, {spot} gelap gulita. genset blm ada",
    ),
    "ballots_short": (
        "surat suara kurang {n} lembar dari jumlah DPT, KPPS menghubungi PPS",
        "Surat suara yg diterima TPS selisih {n} lembar, pemilih mulai bertanya",
        "kekurangan sursu sebanyak {n}, ketua KPPS bpk {who} minta tambahan ke PPK",
        "pada saat pembukaan kotak didapati surat suara kurang {n} lembar",
    ),
    "money": (
        "warga mengaku menerima amplop isi uang dari orang yg mengaku timses di {spot}",
        "Ada bagi2 duit dekat {spot}, pelakunya sdr {who}, warga dikasih {n} rb per orang",
        "ditemukan pembagian sembako dan uang oleh {who} kepada warga sekitar {spot}",
        "serangan fajar ndan, amplop diedarkan dari rumah ke rumah sekitar {spot}, kata warga dari {who}",
    ),
    "intimidation": (
        "sejumlah pemuda mengancam pemilih agar tidak memilih di {spot}",
        "saksi bernama {who} ditekan orang tak dikenal supaya pulang dari TPS",
        "ada orang marah2 menakuti pemilih dekat {spot}, pemilih jadi takut masuk",
        "Beberapa preman suruhan {who} berjaga di {spot} sambil mengintimidasi warga yang mau nyoblos",
    ),
    "clash": (
        "dua kelompok pendukung saling lempar batu di {spot}, {n} orang luka",
        "Bentrok massa pendukung paslon di {spot}, polisi sdh turun",
        "terjadi keributan antar pendukung dekat {spot} berawal dari saling ejek, {n} orang dibawa ke puskesmas",
        "rusuh di {spot}! massa {who} serang massa sebelah, butuh bantuan",
    ),
    "flood": (
        "air sungai meluap, TPS di {spot} terendam setinggi lutut",
        "banjir masuk ke {spot} sejak subuh, logistik dinaikkan ke meja",
        "Hujan deras, {spot} tergenang, pemilih kesulitan datang ke TPS",
        "TPS {spot} kebanjiran, ketua KPPS {who} minta ijin geser lokasi",
    ),
    "access": (
        "jembatan menuju {spot} putus, logistik tidak bisa lewat",
        "jalan {road} longsor, kendaraan pengangkut kotak suara tertahan",
        "Akses ke {spot} terputus krn jembatan {road} ambruk",
        "pohon tumbang menutup jalan {road} arah {spot}, {n} kendaraan terjebak",
    ),
    "ill": (
        "anggota KPPS a.n. {who} pingsan kelelahan, dibawa ke puskesmas",
        "Ketua KPPS {who} sakit dan tidak bisa melanjutkan tugas",
        "petugas KPPS bernama {who} jatuh sakit saat penghitungan, kini di RS",
        "innalillahi, anggota linmas {who} meninggal saat bertugas",
    ),
    "hoax": (
        "beredar kabar di grup WA warga bahwa TPS di {spot} ditutup, padahal tidak benar",
        "hoaks soal surat suara sudah tercoblos menyebar di {spot}, warga resah",
        "Ada pesan berantai katanya pencoblosan diundur, sumbernya akun {who}",
        "akun medsos {who} menyebarkan berita bohong ttg petugas TPS dekat {spot}",
    ),
    "signal": (
        "sinyal hilang di {spot}, sirekap tidak bisa diunggah",
        "jaringan internet mati total sekitar {spot} sehingga KPPS gagal kirim hasil",
        "Tdk ada sinyal di TPS, operator naik ke bukit {road} utk kirim data",
    ),
    "late": (
        "logistik belum tiba di {spot}, truk terlambat {n} menit",
        "kotak suara telat datang, baru sampai gudang {spot}, pemilih menunggu",
        "Distribusi logistik molor krn truk mogok di jalan {road}",
        "sampai saat ini logistik TPS blm diterima KPPS, sopir {who} tidak bisa dihubungi",
    ),
    "dispute": (
        "saksi {who} menolak menandatangani hasil penghitungan di {spot}",
        "terjadi protes saksi atas hasil hitung, selisih {n} suara",
        "Penghitungan dipersoalkan saksi paslon, adu mulut dgn KPPS di {spot}",
        "keberatan saksi soal {n} suara tidak sah, rapat penghitungan diskors",
    ),
    "damaged": (
        "surat suara rusak {n} lembar karena basah kena air hujan",
        "ditemukan {n} surat suara sobek saat dibuka KPPS",
        "Ada sursu cacat cetak sebanyak {n} lembar, dipisahkan dan dibuatkan berita acara",
    ),
    "official": (
        "kepala desa {who} mengajak warga memilih paslon {side} di {spot}",
        "Oknum ASN {who} ikut kampanye paslon {side}, warga punya fotonya",
        "kades {who} kumpulkan RT di {spot} arahkan dukungan ke paslon {side}",
        "perangkat desa bagikan kaos paslon {side} di {spot}",
    ),
    "queue": (
        "antrean pemilih di {spot} mengular, menunggu {n} menit",
        "Antri panjang sekali di TPS, banyak warga pulang lagi",
        "penumpukan pemilih di {spot} krn bilik hanya dua, tunggu sampai {n} menit",
    ),
    "unlisted": (
        "{n} warga tidak terdaftar DPT memaksa mencoblos di {spot}",
        "Banyak pemilih ditolak krn nama tdk ada di daftar, sekitar {n} orang",
        "warga perumahan {spot} protes tidak dapat undangan C6, {n} orang",
    ),
    "weapon": (
        "seorang pria membawa parang ke {spot}, sdh diamankan linmas",
        "Ada org bawa sajam dekat {spot}, inisial {who}",
        "pria bernama {who} mengacungkan golok di {spot}, pemilih berlarian",
    ),
    "hate": (
        "selebaran menghina agama paslon {side} ditemukan di {spot}",
        "ceramah {who} di {spot} menyinggung suku tertentu terkait pilihan",
        "Spanduk bernada SARA terpasang di jalan {road} dekat {spot}",
    ),
}
LATER = {
    "power": (
        "update: listrik di {spot} sudah nyala lagi, penghitungan lanjut",
        "listrik sudah normal kembali, genset dikembalikan",
    ),
    "ballots_short": (
        "tambahan surat suara {n} lembar sudah tiba dari PPK",
        "kekurangan {n} surat suara sdh diatasi, pemungutan lanjut",
    ),
    "money": (
        "panwas sudah memeriksa {who} terkait pembagian uang di {spot}",
        "barang bukti amplop dari {spot} dibawa ke Bawaslu",
    ),
    "intimidation": (
        "orang yang mengancam di {spot} sdh diamankan polisi",
        "situasi {spot} sudah kondusif, pemilih kembali datang setelah ancaman tadi",
    ),
    "clash": (
        "massa di {spot} sudah dibubarkan, {n} orang luka dirawat",
        "pasca bentrok di {spot} kedua kubu dimediasi camat",
    ),
    "flood": (
        "air di {spot} mulai surut, TPS dipindah ke lantai dua",
        "TPS yang kebanjiran sudah geser ke sekolah, pemungutan lanjut",
    ),
    "access": (
        "jembatan darurat ke {spot} sudah bisa dilewati motor",
        "jalan {road} sudah dibersihkan, logistik lewat",
    ),
    "ill": ("kondisi {who} membaik, digantikan anggota lain", "{who} sudah ditangani dokter, tugas diganti"),
    "hoax": (
        "klarifikasi PPS soal kabar bohong sdh disebar ke warga {spot}",
        "akun penyebar hoaks sudah dilaporkan ke polisi",
    ),
    "signal": ("sinyal di {spot} sudah pulih, hasil terkirim", "internet normal kembali, sirekap jalan"),
    "late": (
        "logistik sudah tiba di {spot}, TPS dibuka terlambat",
        "truk logistik akhirnya sampai, pemungutan dimulai",
    ),
    "dispute": (
        "saksi {who} akhirnya tanda tangan setelah hitung ulang",
        "penghitungan ulang di {spot} selesai, saksi menerima",
    ),
    "damaged": ("{n} surat suara rusak sdh diganti PPK", "berita acara surat suara rusak sudah dibuat"),
    "official": (
        "panwascam memanggil {who} terkait ajakan memilih paslon {side}",
        "kades {who} sdh dimintai keterangan soal kumpul RT di {spot}",
    ),
    "queue": ("antrean di {spot} sudah terurai", "waktu tunggu sudah turun, bilik ditambah"),
    "unlisted": (
        "{n} warga tadi akhirnya boleh memilih pakai KTP jam terakhir",
        "warga yg tdk terdaftar sdh dijelaskan PPS, situasi aman",
    ),
    "weapon": ("pria yg bawa parang di {spot} dibawa ke polsek", "{who} pembawa golok sudah diperiksa polisi"),
    "hate": ("selebaran SARA di {spot} sdh dibersihkan linmas", "polisi minta keterangan {who} soal ceramah di {spot}"),
}
AGAIN = {
    "power": "listrik padam lagi utk kedua kalinya hari ini di {spot}",
    "clash": "bentrok kembali pecah di {spot} antara dua kelompok",
    "signal": "sinyal kembali hilang di {spot}",
    "flood": "banjir datang lagi di {spot} setelah hujan kedua",
    "money": "lagi-lagi ada bagi uang di {spot}, kali ini pelakunya {who}",
    "intimidation": "datang lagi orang mengancam pemilih di {spot}, kelompok berbeda",
    "queue": "antrean panjang lagi di {spot} menjelang tutup",
    "dispute": "protes lagi dari saksi {who} untuk kotak berikutnya",
}
SPOTS = ("balai desa", "SDN 02", "lapangan voli", "mushola Al Ikhlas", "rumah ketua RT 03", "pos ronda", "gedung PKK", "pasar pagi", "SMP Harapan",
         "gereja Efrata", "madrasah Nurul Huda", "pertigaan tugu", "kantor lurah", "posyandu Melati", "garasi pak Joko", "lapangan bola", "warung bu Tini",
         "gudang PPK", "dermaga kecil", "terminal lama")  # fmt: skip
PEOPLE = ("Rahmat", "Yohanes", "Suparman", "Lukas", "Darwis", "Mansur", "Ketut Suardana", "Hendrik", "Siti Aminah", "Rosdiana", "Markus", "Jamaluddin",
          "Abdul Karim", "Wahyudi", "Benyamin", "Nurhayati", "Tarmizi", "Samsul Bahri", "Ferdinan", "Imam Turmudi")  # fmt: skip
ROADS = (
    "Wonorejo",
    "Kali Bening",
    "Batu Hitam",
    "Sungai Lilin",
    "Tanjakan Emen",
    "Poros Timur",
    "Gunung Sari",
    "Air Merah",
)
