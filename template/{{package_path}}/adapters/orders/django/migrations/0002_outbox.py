"""The jobs that the queue has not got yet, claims of orders, idempotency keys."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """The second."""

    dependencies = [("orders", "0001_initial")]

    operations = [
        migrations.AddField("Order", "claimed_until", models.DateTimeField(null=True)),
        migrations.AddField(
            "Order",
            "idempotency_key",
            models.UUIDField(null=True, unique=True),
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("job", models.TextField()),
                ("failures", models.PositiveIntegerField()),
                ("due_at", models.DateTimeField(db_index=True, null=True)),
            ],
        ),
    ]
