"""Words of officers' Indonesian: abbreviations, spellings that mean the same, words that tell nothing apart.

The lists are Wasdini's own, from common usage; they carry no weights. A word that is missing costs a little likeness,
never a report.
"""

from __future__ import annotations

_ABBREVIATIONS = """
yg yang|ygg yang|tdk tidak|tak tidak|gak tidak|ga tidak|gk tidak|nggak tidak|ngga tidak|enggak tidak|kagak tidak
dgn dengan|dg dengan|sm sama|krn karena|karna karena|krna karena|utk untuk|tuk untuk|unt untuk|bwt untuk|dr dari
dri dari|pd pada|kpd kepada|dlm dalam|dl dalam|sdh sudah|udh sudah|udah sudah|dah sudah|blm belum|blum belum|blom belum
jg juga|jga juga|hrs harus|bs bisa|bsa bisa|tsb tersebut|tsbt tersebut|tgl tanggal|jml jumlah|jmlh jumlah|kmrn kemarin
skrg sekarang|skrng sekarang|skg sekarang|lg lagi|lgi lagi|sdg sedang|sdng sedang|spt seperti|sprti seperti|kyk seperti
kayak seperti|kaya seperti|org orang|orng orang|wrg warga|ms masa|masy masyarakat|msyrkt masyarakat|pmlh pemilih
pemlih pemilih|sekira sekitar|sktr sekitar|sekitaran sekitar|skitar sekitar|kl kalau|klo kalau|kalo kalau|klu kalau
dmn dimana|gmn bagaimana|bgmn bagaimana|knp kenapa|hny hanya|cm hanya|cuma hanya|cuman hanya|byk banyak|bnyk banyak
bbrp beberapa|brp berapa|smpe sampai|sampe sampai|smp sampai|nyampe sampai|sblm sebelum|stlh setelah|stelah setelah
abis setelah|trus lalu|trs lalu|terus lalu|kmd kemudian|kmdn kemudian|dtg datang|dtng datang|dateng datang
kec kecamatan|kel kelurahan|ds desa|dsn dusun|kab kabupaten|kp kampung|kmpg kampung|jln jalan|jl jalan|dpn depan
blkg belakang|samp samping|dkt dekat|deket dekat|ktr kantor|kntr kantor|rmh rumah|msjd masjid|mesjid masjid
mushalla mushola|musholla mushola|musala mushola|skul sekolah|bpk bapak|pak bapak|ibu ibu|bu ibu|sdr saudara
ssuara surat suara|srt surat|sr suara|sursu surat suara|susu surat suara|ttg tentang|thd terhadap|an atas nama
lap laporan|lapor laporan|info informasi|inf informasi|kond kondisi|sikon situasi kondisi|kamtib kamtibmas
paslon pasangan calon|palson pasangan calon|caleg calon legislatif|cakada calon kepala daerah|timses tim sukses
kades kepala desa|kadus kepala dusun|lurah lurah|sekdes sekretaris desa|kpps kpps|babin babinsa|bhabin bhabinkamtibmas
duit uang|duwit uang|doku uang|fulus uang|rb ribu|rbu ribu|jt juta|mnt menit|mnit menit|jam jam|wib wib|ktp ktp
hp telepon|telp telepon|tlp telepon|wa whatsapp|medsos media sosial|fb facebook|ig instagram|pln listrik|mati padam
""".replace("\n", "|")

# Written differently, meaning one thing at a polling station: both sides end as the same word.
_SAME = """
lampu listrik|penerangan listrik|listrk listrik|padam padam|gelap padam|byarpet padam
ribut bentrok|rusuh bentrok|tawuran bentrok|bentrokan bentrok|gaduh bentrok|ricuh bentrok
kericuhan bentrok|keributan bentrok|kerusuhan bentrok|baku bentrok|adu bentrok|cekcok bentrok
pukul pukul|gebuk pukul|keroyok pukul|hantam pukul|tonjok pukul|aniaya pukul|pengeroyokan pukul|bogem pukul
ancam ancam|gertak ancam|intimidasi ancam|tekan ancam|takut ancam
bagi bagi|sebar bagi|edar bagi|amplop uang|sembako sembako|beras sembako|minyak sembako|serangan serangan
banjir banjir|genang banjir|rendam banjir|luap banjir
putus putus|ambruk roboh|roboh roboh|rubuh roboh|runtuh roboh
antre antre|antri antre|antrean antre|antrian antre
sobek rusak|robek rusak|basah rusak|cacat rusak|rusak rusak|koyak rusak
kurang kurang|kekurangan kurang|minus kurang|selisih kurang
telat lambat|lambat lambat|molor lambat|tunda lambat
sinyal sinyal|internet sinyal|jaringan sinyal|sinyalnya sinyal
demo unjuk|demonstrasi unjuk|unras unjuk|rasa unjuk|unjuk unjuk|protes unjuk
baliho baliho|spanduk baliho|banner baliho|apk baliho|poster baliho
sakit sakit|pingsan sakit|opname sakit|wafat meninggal|meninggal meninggal
hujat hina|hina hina|fitnah hina|hoaks hoaks|hoax hoaks|bohong hoaks
parang senjata|golok senjata|celurit senjata|badik senjata|sajam senjata|senjata senjata
""".replace("\n", "|")

_STOP_WORDS = """
yang dan di ke dari pada untuk dengan ini itu ada adalah telah sudah akan juga serta atau oleh dalam sebagai karena
agar supaya bahwa maka saat ketika waktu sekitar jam wib wita wit hari tanggal masih sedang lagi baru tadi
kami saya kita mereka dia nya para bapak ibu saudara mohon tolong izin ijin terima kasih makasih selamat pagi siang sore
malam assalamualaikum wr wb salam hormat yth komandan ndan pimpinan demikian dilaporkan laporan informasi sementara
situasi kondisi update perkembangan petunjuk arahan tindak lanjut segera siap lapor monitor dumohon
tps desa kelurahan kecamatan kabupaten dusun kampung rt rw lokasi tempat tersebut wilayah
tidak belum bisa lebih kurang-lebih sempat hingga sampai kemudian lalu setelah sebelum terjadi berada menjadi
si sih deh dong kok nih ya iya oke ok pun lah kah per nomor no orang warga
"""


def _pairs(text: str) -> dict[str, str]:
    return dict(entry.strip().split(" ", 1) for entry in text.split("|") if " " in entry.strip())


ABBREVIATIONS: dict[str, str] = _pairs(_ABBREVIATIONS)
SAME_WORDS: dict[str, str] = _pairs(_SAME)
STOP_WORDS: frozenset[str] = frozenset(_STOP_WORDS.split())
