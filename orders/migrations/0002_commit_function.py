"""The function through which commitments are written.

It takes the pool's shared advisory lock first and looks at the pool's state in a
statement of its own, so that its snapshot is younger than the lock. Whoever closes the
pool takes the same lock alone: every commitment is either counted or refused.
"""

from django.db import migrations

CREATE = """
CREATE FUNCTION orders_commit(
    the_pool bigint, workshops bigint[], materials bigint[], quantities int[],
    minimums int[], maximums int[], caps numeric[], times timestamptz[], by_user bigint,
    now_at timestamptz, on_behalf boolean
) RETURNS TABLE (commitment_id bigint) LANGUAGE plpgsql AS $$
DECLARE
    found record;
BEGIN
    PERFORM pg_advisory_xact_lock_shared(7003, the_pool::int);
    SELECT status, deadline_at, center_id INTO found FROM orders_pool WHERE id = the_pool;
    IF found.status NOT IN ('open', 'topping_up')
       OR (found.deadline_at <= now_at AND NOT on_behalf) THEN
        RETURN;
    END IF;
    RETURN QUERY
    INSERT INTO orders_commitment
        (center_id, pool_id, workshop_id, material_id, quantity, minimum, maximum, price_cap,
         committed_at, committed_by_id)
    SELECT found.center_id, the_pool, w.workshop_id, w.material_id, w.quantity, w.minimum,
           w.maximum, w.price_cap, w.committed_at, by_user
    FROM unnest(workshops, materials, quantities, minimums, maximums, caps, times)
         WITH ORDINALITY AS w(workshop_id, material_id, quantity, minimum, maximum, price_cap,
                              committed_at, n)
    ORDER BY w.n
    RETURNING id;
END;
$$;
"""

DROP = "DROP FUNCTION orders_commit"


class Migration(migrations.Migration):
    """Create the function."""

    dependencies = [("orders", "0001_initial")]

    operations = [migrations.RunSQL(CREATE, DROP)]
