"""What a pool's commitments add up to, kept as they come; and what stood when it closed."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from orders.models.pools import Commitment, Pool, PoolMaterial


class PoolTally(models.Model):
    """The sums of a material's standing commitments, as far as changes were added up.

    The sum of all is this row plus the TallyChange rows of the material that wait, read in
    one statement; both together always equal the standing commitments.
    """

    pool_material = models.OneToOneField(PoolMaterial, models.CASCADE, related_name="tally")
    members = models.PositiveIntegerField(default=0)
    quantity = models.PositiveBigIntegerField(default=0)
    minimum = models.PositiveBigIntegerField(default=0)
    maximum = models.PositiveBigIntegerField(default=0)

    class Meta:
        ordering = ["pool_material_id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(minimum__lte=models.F("quantity"), quantity__lte=models.F("maximum")),
                name="pool_tally_in_order",
            )
        ]

    def __str__(self) -> str:
        return f"{self.pool_material_id}: {self.quantity}"


class TallyChange(models.Model):
    """By how much one commitment changed the sums; waits until it is added to them."""

    pool_material = models.ForeignKey(PoolMaterial, models.CASCADE, related_name="+")
    members = models.SmallIntegerField()
    quantity = models.BigIntegerField()
    minimum = models.BigIntegerField()
    maximum = models.BigIntegerField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.pool_material_id}: {self.quantity:+d}"


class FrozenWish(models.Model):
    """A commitment that stood when its pool closed: what the clearing goes by."""

    pool = models.ForeignKey(Pool, models.CASCADE, related_name="frozen_wishes")
    commitment = models.OneToOneField(Commitment, models.PROTECT, related_name="frozen")

    class Meta:
        ordering = ["pool_id", "commitment_id"]
        indexes = [models.Index(fields=["pool", "commitment"], name="frozen_wish_pool")]

    def __str__(self) -> str:
        return f"{self.pool_id} {self.commitment_id}"
