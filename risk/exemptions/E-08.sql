-- A stake of the staff: tiny in an entity that carries such stakes by its kind, or small and acquired when
-- the register turned an enterprise of the old forms into a company.
WITH crowd AS (
    SELECT uscc, count(DISTINCT holder_name) AS n FROM holdings WHERE holder_type = '自然人' GROUP BY uscc
), converted AS (
    -- a change of which the day, the item or the old form is not told may have been one: it proves
    -- nothing, and must be read first
    SELECT uscc, min(coalesce(first_day(date), -1000000)) AS day, max(coalesce(final_day(date), 1000000)) AS latest,
           bool_or(before IS NOT NULL AND date IS NOT NULL AND item IS NOT NULL) AS told
    FROM changes
    WHERE coalesce(regexp_matches(item, '类型|性质'), true) AND coalesce(regexp_matches(before, old_form_words()), true)
      AND NOT regexp_matches(coalesce(after, ''), old_form_words())
    GROUP BY uscc
), acquired AS (
    SELECT c.cid, min(f.held.from_lo) AS day, max(f.held.from_hi) AS latest
    FROM candidates c JOIN facts_of USING (cid) JOIN facts f USING (fact) WHERE f.kind = 'holding' GROUP BY c.cid
), seen AS (
    SELECT c.cid, CASE
        WHEN NOT c.holds OR c.senior OR len(c.deals) > 0 THEN 'large'
        WHEN v.told AND c.max_share <= staff_share() AND a.day >= v.day - staff_days()
            AND a.latest <= v.latest + staff_days() THEN 'converted'
        -- so many holders with so little are a roll of staff, whenever each was entered
        WHEN v.told AND c.max_share <= staff_share() AND w.n >= roll_holders()
            AND a.day <= v.latest + staff_days() AND a.latest > v.latest + staff_days() THEN 'roll'
        WHEN coalesce(c.max_share, 0) <= staff_share() AND a.day <= v.latest + staff_days()
            AND a.latest >= v.day - staff_days() THEN 'undated'
        WHEN NOT (coalesce(regexp_matches(concat_ws(' ', c.company_type, c.company), legacy_words()), false)
                  OR coalesce(w.n, 0) >= mass_holders()) THEN 'ordinary'
        WHEN c.max_share IS NULL THEN 'no_share'
        WHEN c.max_share > tiny_share() THEN 'large'
        WHEN regexp_matches(concat_ws(' ', c.company_type, c.company), legacy_words()) THEN 'legacy'
        ELSE 'mass' END AS reason
    FROM candidates c LEFT JOIN crowd w USING (uscc) LEFT JOIN converted v USING (uscc)
    LEFT JOIN acquired a USING (cid)
)
SELECT cid, CASE WHEN reason IN ('legacy', 'converted', 'roll') THEN 'applies'
                 WHEN reason IN ('mass', 'no_share', 'undated') THEN 'cannot be told'
                 ELSE 'does not apply' END AS outcome, reason
FROM seen
