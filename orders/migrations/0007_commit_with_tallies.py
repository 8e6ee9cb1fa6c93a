"""The function that writes commitments keeps what they change of the sums, and snapshots.

It takes the workshops' row locks in the order of their ids, as whoever looks at credit did
before, then the pool's shared advisory lock, so that nobody waits for a workshop while a
closing waits for the pool. Only then it reads what each workshop wanted before, in a
statement of its own whose snapshot is younger than both. By how much each commitment
changes the sums is written beside it as a row of its own, so that a thousand at once never
wait for one hot row.
While packs are filled up it takes only what was said after the deadline, which has been
judged: a word of before the deadline that comes too late is refused, and so is paper.
What stood before is added up once here, and closed pools get their snapshot.
"""

from django.db import migrations

DROP = "DROP FUNCTION orders_commit"

CREATE = """
CREATE FUNCTION orders_commit(
    the_pool bigint, workshops bigint[], materials bigint[], quantities int[],
    minimums int[], maximums int[], caps numeric[], times timestamptz[], by_user bigint,
    now_at timestamptz, on_behalf boolean
) RETURNS TABLE (commitment_id bigint) LANGUAGE plpgsql AS $$
DECLARE
    found record;
BEGIN
    PERFORM 1 FROM materialcenter_workshop
    WHERE id = ANY (workshops) ORDER BY id FOR NO KEY UPDATE;
    PERFORM pg_advisory_xact_lock_shared(7003, the_pool::int);
    SELECT status, deadline_at, topping_up_until, center_id INTO found
    FROM orders_pool WHERE id = the_pool;
    IF NOT (CASE found.status
            WHEN 'open' THEN found.deadline_at > now_at OR on_behalf
            WHEN 'topping_up' THEN found.deadline_at <= now_at AND NOT on_behalf
                                   AND COALESCE(found.topping_up_until > now_at, false)
            ELSE false END) THEN
        RETURN;
    END IF;
    RETURN QUERY
    WITH w AS (
        SELECT u.*, row_number() OVER said = 1 AS is_first,
               lag(u.quantity) OVER said AS quantity_before,
               lag(u.minimum) OVER said AS minimum_before,
               lag(u.maximum) OVER said AS maximum_before
        FROM unnest(workshops, materials, quantities, minimums, maximums, caps, times)
             WITH ORDINALITY AS u(workshop_id, material_id, quantity, minimum, maximum,
                                  price_cap, committed_at, n)
        WINDOW said AS (PARTITION BY u.workshop_id, u.material_id ORDER BY u.n)
    ), changed AS (
        INSERT INTO orders_tallychange (pool_material_id, members, quantity, minimum, maximum)
        SELECT pm.id, (w.quantity > 0)::int - (b.quantity > 0)::int, w.quantity - b.quantity,
               w.minimum - b.minimum, w.maximum - b.maximum
        FROM w
        LEFT JOIN orders_poolmaterial pm
               ON pm.pool_id = the_pool AND pm.material_id = w.material_id
        LEFT JOIN LATERAL (
            SELECT c.quantity, c.minimum, c.maximum FROM orders_commitment c
            WHERE w.is_first AND c.pool_id = the_pool AND c.material_id = w.material_id
              AND c.workshop_id = w.workshop_id
            ORDER BY c.id DESC LIMIT 1
        ) l ON true
        CROSS JOIN LATERAL (
            SELECT COALESCE(w.quantity_before, l.quantity, 0) AS quantity,
                   COALESCE(w.minimum_before, l.minimum, 0) AS minimum,
                   COALESCE(w.maximum_before, l.maximum, 0) AS maximum
        ) b
        ORDER BY w.n
    )
    INSERT INTO orders_commitment
        (center_id, pool_id, workshop_id, material_id, quantity, minimum, maximum, price_cap,
         committed_at, committed_by_id)
    SELECT found.center_id, the_pool, w.workshop_id, w.material_id, w.quantity, w.minimum,
           w.maximum, w.price_cap, w.committed_at, by_user
    FROM w ORDER BY w.n
    RETURNING id;
END;
$$;
"""

CREATE_BEFORE = """
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

LAST_WORDS = """
    SELECT DISTINCT ON (c.pool_id, c.material_id, c.workshop_id) c.*
    FROM orders_commitment c
    ORDER BY c.pool_id, c.material_id, c.workshop_id, c.id DESC
"""

FILL = [
    f"""
    INSERT INTO orders_pooltally (pool_material_id, members, quantity, minimum, maximum)
    SELECT pm.id, count(*), sum(c.quantity), sum(c.minimum), sum(c.maximum)
    FROM ({LAST_WORDS}) c
    JOIN orders_poolmaterial pm ON pm.pool_id = c.pool_id AND pm.material_id = c.material_id
    WHERE c.quantity > 0
    GROUP BY pm.id
    """,
    f"""
    INSERT INTO orders_frozenwish (pool_id, commitment_id)
    SELECT c.pool_id, c.id
    FROM ({LAST_WORDS}) c
    JOIN orders_pool p ON p.id = c.pool_id AND p.frozen_at IS NOT NULL
    WHERE c.quantity > 0
    """,
]

EMPTY = [
    "DELETE FROM orders_frozenwish",
    "DELETE FROM orders_tallychange",
    "DELETE FROM orders_pooltally",
]


class Migration(migrations.Migration):
    """Put the new function in place of the old one, and add up what stands."""

    dependencies = [("orders", "0006_pools_together")]

    operations = [
        migrations.RunSQL(DROP, CREATE_BEFORE),
        migrations.RunSQL(CREATE, DROP),
        migrations.RunSQL(FILL, EMPTY),
    ]
