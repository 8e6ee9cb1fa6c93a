"""Column types of the whole system: kilograms, rupiah, prices, millimetres."""

from decimal import Decimal
from functools import partial

from django.db import models

ZERO_KG = Decimal("0.000")
ZERO_RUPIAH = Decimal("0.00")

# kilograms, three decimals: up to 99 999 999 999.999 kg
MassField = partial(models.DecimalField, max_digits=14, decimal_places=3)
# rupiah per kilogram, two decimals
PriceField = partial(models.DecimalField, max_digits=14, decimal_places=2)
# inner values to the cent (stock value); documents carry whole rupiah in RupiahField
ValueField = partial(models.DecimalField, max_digits=18, decimal_places=2)
RupiahField = models.BigIntegerField
LengthField = partial(models.DecimalField, max_digits=9, decimal_places=2)
PercentField = partial(models.DecimalField, max_digits=6, decimal_places=3)
