from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("materialcenter", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="workshop",
            name="payment_terms",
            field=models.CharField(
                choices=[
                    ("credit", "On credit, up to the credit limit"),
                    ("prepaid", "Paid before pick-up"),
                ],
                default="credit",
                max_length=8,
                verbose_name="payment terms",
            ),
        ),
    ]
