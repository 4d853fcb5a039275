"""Every enumeration of the trade. Labels in Indonesian and English stand in `methods/terms.toml`."""

from __future__ import annotations

from enum import StrEnum


class Level(StrEnum):
    """Levels of government, from the polling station up."""

    TPS = "tps"
    DESA = "desa"
    KECAMATAN = "kecamatan"
    KABKOTA = "kabkota"
    PROVINSI = "provinsi"
    NASIONAL = "nasional"

    @property
    def rank(self) -> int:
        """0 for a TPS, 5 for the nation."""
        return LEVELS_UP.index(self)


LEVELS_UP: tuple[Level, ...] = (
    Level.TPS,
    Level.DESA,
    Level.KECAMATAN,
    Level.KABKOTA,
    Level.PROVINSI,
    Level.NASIONAL,
)


class Classification(StrEnum):
    """The four classes of official papers, lowest first (ANRI 17/2011)."""

    BIASA = "biasa"
    TERBATAS = "terbatas"
    RAHASIA = "rahasia"
    SANGAT_RAHASIA = "sangat_rahasia"

    @property
    def rank(self) -> int:
        return list(Classification).index(self)

    @property
    def mark(self) -> str:
        """The code printed on the page: B, T, R or SR."""
        return {"biasa": "B", "terbatas": "T", "rahasia": "R", "sangat_rahasia": "SR"}[self.value]


class Mode(StrEnum):
    """How information was gathered: in the open or covertly."""

    TERBUKA = "open"
    TERTUTUP = "closed"


class Role(StrEnum):
    """What a signed-in person is there for. SISTEM is the worker and the operator's console."""

    PETUGAS = "petugas"
    VERIFIKATOR = "verifikator"
    ANALIS = "analis"
    KABAN = "kaban"
    CAMAT = "camat"
    KUSTODIAN = "kustodian"
    ADMIN = "admin"
    SISTEM = "sistem"


class ElectionKind(StrEnum):
    PEMILU = "pemilu"
    PILKADA = "pilkada"


class StageCode(StrEnum):
    """Stable codes every legal stage (tahapan) is mapped to."""

    PLANNING = "planning"
    PARTY_REGISTRATION = "party_registration"
    PARTY_DETERMINATION = "party_determination"
    VOTER_LIST = "voter_list"
    CANDIDATE_REGISTRATION = "candidate_registration"
    CANDIDATE_DETERMINATION = "candidate_determination"
    ADHOC_FORMATION = "adhoc_formation"
    CAMPAIGN = "campaign"
    LOGISTICS = "logistics"
    QUIET_PERIOD = "quiet_period"
    VOTING = "voting"
    COUNTING = "counting"
    RECAP = "recap"
    DISPUTE = "dispute"
    RESULT_DETERMINATION = "result_determination"
    INAUGURATION = "inauguration"


class Coordinate(StrEnum):
    """Where a position comes from. A centroid is an estimate and is always shown as one."""

    MEASURED = "measured"
    CENTROID = "centroid"
    UNKNOWN = "unknown"


class Athg(StrEnum):
    ANCAMAN = "ancaman"
    TANTANGAN = "tantangan"
    HAMBATAN = "hambatan"
    GANGGUAN = "gangguan"


class Aspect(StrEnum):
    IDEOLOGI = "ideologi"
    POLITIK = "politik"
    EKONOMI = "ekonomi"
    SOSIAL_BUDAYA = "sosial_budaya"
    HANKAM = "hankam"


class Ladder(StrEnum):
    """Polri's ladder of disturbance: potential, threshold, real."""

    POTENSI = "potensi"
    AMBANG = "ambang"
    NYATA = "nyata"


class Stability(StrEnum):
    """How firmly a unit holds its place among the first k."""

    CERTAIN = "certain"
    LIKELY = "likely"
    UNSTABLE = "unstable"
    OUTSIDE = "outside"


class ReportKind(StrEnum):
    """What a field report is. A correction is a new report naming the old one."""

    SITUATION = "situation"
    INCIDENT = "incident"
    NIL = "nil"
    TPS_FINDING = "tps_finding"
    CLARIFICATION = "clarification"
    CHECKIN = "checkin"


class ReportStatus(StrEnum):
    """Where a report stands at the verification desk."""

    RECEIVED = "received"
    QUARANTINED = "quarantined"
    CLARIFYING = "clarifying"
    GRADED = "graded"
    REFERRED = "referred"
    CLOSED = "closed"


class Channel(StrEnum):
    """The door a report came in by."""

    API = "api"
    PHONE = "phone"
    WEB = "web"
    OPENROSA = "openrosa"
    TEXT = "text"
    DESK = "desk"


class CheckinStep(StrEnum):
    """How far a polling station has come on voting day."""

    OPENED = "opened"
    LOGISTICS_COMPLETE = "logistics_complete"
    TURNOUT = "turnout"
    VOTING_CLOSED = "voting_closed"
    COUNTING = "counting"
    RESULTS_SENT = "results_sent"
    RECAP_DELIVERED = "recap_delivered"


class Reliability(StrEnum):
    """Source, A best; F: cannot be judged."""

    A = "a"
    B = "b"
    C = "c"
    D = "d"
    E = "e"
    F = "f"


class Credibility(StrEnum):
    """Information, 1 best; 6: cannot be judged."""

    CONFIRMED = "1"
    PROBABLE = "2"
    POSSIBLE = "3"
    DOUBTFUL = "4"
    IMPROBABLE = "5"
    UNJUDGED = "6"


class ReportOutcome(StrEnum):
    """How a report ended at the desk."""

    CONFIRMED = "confirmed"
    FALSE = "false"
    RESOLVED = "resolved"
    DUPLICATE = "duplicate"
    NOT_RELEVANT = "not_relevant"
    UNRESOLVED = "unresolved"


class ForkopimcamPost(StrEnum):
    """Whom a report may be referred to in a kecamatan. The camat answers for all of them: they have no account here."""

    CAMAT = "camat"
    KAPOLSEK = "kapolsek"
    DANRAMIL = "danramil"
