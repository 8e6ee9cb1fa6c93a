"""Three-way match: what a supplier bills against what was received and what was agreed.

Here belongs the verdict on one invoice and every difference it rests on. Never here: who
releases a held invoice, what is paid when, or whether supplier, period and currency allow
the invoice at all.

How a line is judged
--------------------
A goods line names an item: the order line it bills. The item's receipts (accepted less
returned), in their order, say how many kg may be billed and at what price: the first kg
billed are the first received, and kg beyond what was received are priced like the last.
All that was billed before and the invoice's own earlier lines come first. A charge line
(freight, another landed cost) names an agreed charge and is judged by its amount alone.
A line's result is the first of these that fits:

- unknown: nothing that this supplier delivered or agreed to answers to the line.
- billed_twice: the supplier is settled from its receipts, so the line was or will be paid
  without an invoice.
- not_received: it was ordered, but nothing has come, or all of it went back.
- over_quantity: the kg billed so far pass the kg received by more than the limit.
- over_price: the amount passes kg x agreed price by more than the limit. What earlier lines
  of the item were over counts as well; what they were under excuses nothing.
- under_price: the amount is under kg x agreed price by more than the lower limit.
- under_quantity: at the item's last line, less is billed so far than was received, by more
  than the lower limit. Without one, billing a part of what was received is not told.
- within_limits: it is over by no more than a limit.
- matched: nothing to say; also under, by no more than a lower limit.

An invoice is payable unless a difference beyond its limit holds it. Being under a lower
limit is only told, and never holds anything. VAT must follow from
the sum of the lines (tax.py), and the total from lines and VAT; those two hold either way.
Agreed amounts are rounded to whole rupiah once, halves up; there is no other slack.

Worked cases
------------
Every row is one invoice; the tests run them all. Received: `A 60@10000` is 60 kg of item A
at Rp 10 000/kg, `60-5` has 5 kg returned, a final `!` marks another supplier's, `F =50000`
is an agreed charge. Billed before and invoice: `A 30=300000`, 30 kg for Rp 300 000; a charge
has no kg; `?` is a line that names no item; `pkp`, a seller registered for VAT; `ers`,
one settled on receipt; `vat=`,
`total=` what the invoice says where that is not 0 and the sum. Limits: `p` price, `q`
quantity, `c` charge, `pl` and `ql` the lower ones, each percent/absolute with `-` for not
set; `v` VAT; what is not given is zero, and without `ql` billing a part is not told.
Differences: kind, line, kg, rupiah, `*` when beyond the limit.

| # | received | billed before | invoice | limits | results, verdict | differences |
|---|---|---|---|---|---|---|
| 1 | A 100@10000 | | A 100=1000000 | | matched payable | |
| 2 | A 100@10000 | | A 60=600000 | | matched payable | |
| 3 | A 60@10000; A 40@10000 | | A 100=1000000 | | matched payable | |
| 4 | A 100@10000 | A 30=300000 | A 70=700000 | | matched payable | |
| 5 | A 100@10000 | A 30=300000 | A 71=710000 | | over_quantity held | over_quantity 1 1 10000* |
| 6 | A 100@10000 | | A 100.002=1000020 | | over_quantity held | over_quantity 1 0.002 20* |
| 7 | A 100@10000 | | A 101=1010000 | q1/- | within_limits payable | over_quantity 1 1 10000 |
| 8 | A 100@10000 | | A 101.001=1010010 | q1/- | over_quantity held | over_quantity 1 1.001 10010* |
| 9 | A 100@10000 | | A 100.6=1006000 | q1/0.5 | over_quantity held | over_quantity 1 0.6 6000* |
| 10 | A 100@10000 | | A 102=1020000 | q-/2 | within_limits payable | over_quantity 1 2 20000 |
| 11 | A 100@10000 | | A 102.001=1020010 | q-/2 | over_quantity held | over_quantity 1 2.001 20010* |
| 12 | A 100@10000 | A 100.5=1005000 | A 0.5=5000 | q1/- | within_limits payable | over_quantity 1 0.5 5000 |
| 13 | A 100@10000 | A 101=1010000 | A 0.001=10 | q1/- | over_quantity held | over_quantity 1 0.001 10* |
| 14 | A 100@10000 | | A 60=600000; A 60=600000 | | matched over_quantity held | over_quantity 2 20 200000* |
| 15 | A 100@10000 | | A 60=600000; A 40=400000 | | matched matched payable | |
| 16 | A 100@10000 | A 100=1000000 | A 100=1000000 | | over_quantity held | over_quantity 1 100 1000000* |
| 17 | A 100@10000 | | A 100=1000001 | | over_price held | over_price 1 0 1* |
| 18 | A 100@10000 | | A 100=1010000 | p1/- | within_limits payable | over_price 1 0 10000 |
| 19 | A 100@10000 | | A 100=1010001 | p1/- | over_price held | over_price 1 0 10001* |
| 20 | A 100@10000 | | A 100=1005001 | p1/5000 | over_price held | over_price 1 0 5001* |
| 21 | A 100@10000 | | A 100=1005000 | p-/5000 | within_limits payable | over_price 1 0 5000 |
| 22 | A 100@10000 | A 50=503000 | A 50=502000 | p-/5000 | within_limits payable | over_price 1 0 2000 |
| 23 | A 100@10000 | A 50=503000 | A 50=502001 | p-/5000 | over_price held | over_price 1 0 2001* |
| 24 | A 9@10 | | A 5=53; A 4=43 | p-/5 | within_limits over_price held | over_price 1 0 3; over_price 2 0 3* |
| 25 | A 100@10000 | A 50=490000 | A 50=505001 | p-/5000 | over_price held | over_price 1 0 5001* |
| 26 | A 100@10000 | A 50=600000 | A 50=500000 | | matched payable | |
| 27 | A 100@10000 | | A 100=990000 | | under_price payable | under_price 1 0 -10000* |
| 28 | A 100@10000 | | A 100=980000 | pl2/- | matched payable | |
| 29 | A 100@10000 | | A 100=979999 | pl2/- | under_price payable | under_price 1 0 -20001* |
| 30 | A 100@10000 | | A 100=0 | | under_price payable | under_price 1 0 -1000000* |
| 31 | A 100@10000 | | A 110=1210000 | | over_quantity held | over_quantity 1 10 100000*; over_price 1 0 110000* |
| 32 | A 100-10@10000 | | A 100=1000000 | | over_quantity held | over_quantity 1 10 100000* |
| 33 | A 100-10@10000 | | A 90=900000 | | matched payable | |
| 34 | A 100-100@10000 | | A 100=1000000 | | not_received held | not_received 1 100 1000000* |
| 35 | | | A 50=500000 | q5/-, p5/- | not_received held | not_received 1 50 500000* |
| 36 | A 100@10000 | | ? 50=500000 | | unknown held | unknown 1 50 500000* |
| 37 | A 100@10000! | | A 100=1000000 | | unknown held | unknown 1 100 1000000* |
| 38 | A 100@10000; A 90@10000! | | A 110=1100000 | | over_quantity held | over_quantity 1 10 100000* |
| 39 | A 60@10000; A 40@10500 | | A 100=1020000 | | matched payable | |
| 40 | A 60@10000; A 40@10500 | A 60=600000 | A 40=420000 | | matched payable | |
| 41 | A 60@10000; A 40@10500 | | A 60=630000 | | over_price held | over_price 1 0 30000* |
| 42 | A 60@10000; A 40@10500 | | A 102=1041000 | q2/- | within_limits payable | over_quantity 1 2 21000 |
| 43 | A 100@10000 | A 100=1000000; A -10=-100000 | A 10=100000 | | matched payable | |
| 44 | A 100@10000 | A 50=505000; A 0=-5000 | A 50=505000 | p-/5000 | within_limits payable | over_price 1 0 5000 |
| 45 | A 100@10000; F =50000 | | A 100=1000000; F =50000 | | matched matched payable | |
| 46 | A 100@10000; F =50000 | | A 100=1000000; F =50001 | | matched over_price held | over_price 2 0 1* |
| 47 | F =50000 | | F =55000 | c10/- | within_limits payable | over_price 1 0 5000 |
| 48 | F =50000 | F =30000 | F =20001 | | over_price held | over_price 1 0 1* |
| 49 | A 100@10000 | | A 100=1000000; F =50000 | c10/- | matched not_received held | not_received 2 0 50000* |
| 50 | F =50000 | | F 5=50000 | | unknown held | unknown 1 5 50000* |
| 51 | A 100@10000 | | A 100=1000000; pkp vat=110000 | | matched payable | |
| 52 | A 100@10000 | | A 100=1000000; pkp vat=110001 | | matched held | vat - 0 1* |
| 53 | A 100@10000 | | A 100=1000000; pkp vat=110001 | v1 | matched payable | vat - 0 1 |
| 54 | A 100@10000 | | A 100=1000000; pkp vat=0 | v1 | matched held | vat - 0 -110000* |
| 55 | A 100@10000 | | A 100=1000000; vat=110000 | | matched held | vat - 0 110000* |
| 56 | A 100@10000 | | A 100=1000000; total=1000500 | | matched held | total - 0 500* |
| 57 | A 0.333@10000.55 | | A 0.333=3330 | | matched payable | |
| 58 | A 0.5@10001 | | A 0.5=5001 | | matched payable | |
| 59 | A 10@1000; B 50@2000 | | A 10=10000; B 51=102000 | q1/- | matched over_quantity held | over_quantity 2 1 2000* |
| 60 | A 100@10000 | | A 90=900000 | ql5/- | under_quantity payable | under_quantity 1 -10 -100000* |
| 61 | A 100@10000 | | A 90=900000 | ql10/- | matched payable | |
| 62 | A 100@10000 | | A 89.999=899990 | ql10/20 | under_quantity payable | under_quantity 1 -10.001 -100010* |
| 63 | A 100@10000 | | A 100=985000 | pl2/10000 | under_price payable | under_price 1 0 -15000* |
| 64 | A 100@10 | | A 50=500; A 40=360 | pl-/40, ql5/- | matched under_quantity payable | under_quantity 2 -10 -100* |
| 65 | A 100@10 | | A 90=855 | pl1/-, ql5/- | under_price payable | under_price 1 0 -45*; under_quantity 1 -10 -100* |
| 66 | A 100@10 | | A 101=1000 | q1/-, pl0.5/- | under_price payable | over_quantity 1 1 10; under_price 1 0 -10* |
| 67 | A 100@10 | | A 110=1000 | pl1/- | over_quantity held | over_quantity 1 10 100*; under_price 1 0 -100* |
| 68 | A 100-20@10000 | | A 70=700000 | ql10/- | under_quantity payable | under_quantity 1 -10 -100000* |
| 69 | A 100-20@10000 | A 80=800000 | A 20=200000 | | over_quantity held | over_quantity 1 20 200000* |
| 70 | A 100-20@10000; A 20@10000 | A 80=800000 | A 20=200000 | | matched payable | |
| 71 | A 100@10000 | | ers A 100=1000000 | | billed_twice held | billed_twice 1 100 1000000* |
| 72 | F =50000 | | ers ? 2=500; F =50000 | | unknown billed_twice held | unknown 1 2 500*; billed_twice 2 0 50000* |
"""

from orders.rules.matching.judging import match
from orders.rules.matching.papers import (
    AgreedCharge,
    BilledLine,
    Difference,
    DifferenceKind,
    Invoice,
    InvoiceLine,
    Limits,
    LineMatch,
    Match,
    ReceiptLine,
    Result,
)

__all__ = [
    "AgreedCharge",
    "BilledLine",
    "Difference",
    "DifferenceKind",
    "Invoice",
    "InvoiceLine",
    "Limits",
    "LineMatch",
    "Match",
    "ReceiptLine",
    "Result",
    "match",
]
