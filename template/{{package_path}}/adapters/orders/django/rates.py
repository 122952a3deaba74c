"""The repository of exchange rates in Django's ORM."""

from collections.abc import Sequence
from decimal import Decimal

from ....domain.ports import KnownRate
from . import models
from .transaction import Repository, changes, reads


class DjangoRates(Repository):
    """Rates in a table."""

    @reads
    def find(self, base: str, quote: str) -> KnownRate | None:
        """Return the rate from one currency to another, if it is known."""
        row = models.Rate.objects.filter(base=base, quote=quote).first()
        return None if row is None else KnownRate(Decimal(row.rate), row.asked_at)

    @changes
    def keep(self, base: str, quote: str, known: KnownRate) -> None:
        """Keep a rate in the place of the one known before."""
        rate, asked_at = str(known.rate), known.asked_at
        kept = models.Rate.objects.filter(base=base, quote=quote)
        if kept.update(rate=rate, asked_at=asked_at):
            return
        row = models.Rate(base=base, quote=quote, rate=rate, asked_at=asked_at)
        # Somebody else may just have kept the pair's first rate, as fresh as ours.
        models.Rate.objects.bulk_create([row], ignore_conflicts=True)

    @reads
    def pairs(self) -> Sequence[tuple[str, str]]:
        """Return the pairs of currencies whose rate is known."""
        return list(models.Rate.objects.values_list("base", "quote"))
