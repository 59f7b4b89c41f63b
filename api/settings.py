"""Every setting of the application, read from the environment (prefix JALONS_) in one place."""

from __future__ import annotations

import secrets
from functools import lru_cache
from pathlib import Path

from pydantic import AliasChoices, Field
from pydantic_settings import BaseSettings, SettingsConfigDict

RACINE = Path(__file__).resolve().parents[1]
VAR = RACINE / "var"


class Retention(BaseSettings):
    """How long things are kept (docs/privacy.md explains each): days, or minutes where said."""

    model_config = SettingsConfigDict(env_prefix="JALONS_CONSERVATION_", frozen=True)

    dossier_inactif: int = 365  # with it: rights followed, consents, follow-up (three months)
    conversation_abandonnee: int = 30  # opened, no fact ever said
    suivi_dialogue: int = 30  # Rasa's tracker: only where the dialogue is
    dossier_protege: int = 60  # minutes: violence was said, and no gesture since
    dossier_protege_voulu: int = 30  # the same, when the person, warned, asked to keep it
    apprentissage: int = 90  # messages to learn from, masked (only with `apprentissage`)


class Settings(BaseSettings):
    """Settings of one process. `jalons serve` makes the secrets on first run and shares them."""

    model_config = SettingsConfigDict(env_prefix="JALONS_", frozen=True, populate_by_name=True)

    database_url: str = Field(
        default=f"sqlite+aiosqlite:///{VAR}/jalons.db",
        validation_alias=AliasChoices("database_url", "DATABASE_URL", "JALONS_DATABASE_URL"),
    )
    tracker_url: str = f"sqlite:///{VAR}/rasa.db"
    hote: str = "127.0.0.1"
    port: int = 8000
    port_rasa: int = 5005
    port_actions: int = 5055
    adresse_publique: str = ""
    # Signs the tickets: never empty, or anybody could make one.
    secret: str = Field(default_factory=secrets.token_urlsafe, min_length=1)
    secret_interne: str = ""
    secret_rasa: str = ""
    delai_rasa: float = 20.0
    delai_openfisca: float = 10.0  # one calculation, once warm: more on a slow machine
    origines: list[str] = []  # other sites allowed to embed the chat
    dossier_theme: Path | None = None
    proxys: list[str] = []  # addresses or networks whose X-Forwarded-* headers are believed
    messages_par_minute: int = 60
    dossiers_par_minute: int = 120  # from one address: a whole France services may share it
    longueur_message: int = 4000
    octets_par_demande: int = 1_000_000
    travailleurs: int = 1
    # The desk (api/accounts): after so long without a gesture, a code is asked again in place.
    agents_inactivite_minutes: int = 15
    agents_session_minutes: int = 600  # then, sign in again: a working day
    agents_enrolement_heures: int = 72
    # A live conversation: without a sign of the agent for so long, the request is given back.
    direct_absence_minutes: float = 5
    oidc_emetteur: str = ""  # an identity provider such as ProConnect; empty: local accounts only
    oidc_nom: str = "ProConnect"
    oidc_client_id: str = ""
    oidc_client_secret: str = ""
    oidc_portees: str = "openid"
    oidc_acr: list[str] = []  # levels of authentication accepted; empty: all
    # Machine translation of free text (docs/traduction.md); empty: originals are shown.
    traduction_url: str = ""
    traduction_cle: str = ""
    traduction_tiers: str = ""  # the exact host, when it is not our own server: people are told
    traduction_delai: float = 8.0
    # Whoever deploys the service agrees that what was not understood is kept, masked, for an expert
    # to learn from (docs/privacy.md). Off: nothing is kept, and what was is erased.
    apprentissage: bool = False
    retention: Retention = Retention()

    @property
    def rasa_url(self) -> str:
        return f"http://127.0.0.1:{self.port_rasa}"

    @property
    def url(self) -> str:
        """Public address, for private links; the local one when none was set."""
        return (self.adresse_publique or f"http://{self.hote}:{self.port}").rstrip("/")


@lru_cache(maxsize=1)
def get_settings() -> Settings:
    """The settings of this process."""
    return Settings()
