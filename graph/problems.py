"""What the graph stage could not compute or had to leave out, as rows of the table `problems`."""

from __future__ import annotations

from collections.abc import Iterable

import pyarrow as pa

from graph.schema import PROBLEMS

#: check → what it means, Chinese first; `{}` takes the detail.
MEANING = {
    "share_sum": "该日各股东持股比例之和为 {}，不计算该公司的股权指标 shares of that day add up to {}; no measures for it",
    "closed_circle": "{} 家公司互相全额持股，没有外部所有者，不计算 {} companies own one another whole; no measures for them",
    "component_size": "{} 家公司环形持股，超出可求解的规模，不计算 a ring of {} companies is too large to solve; no measures",
    "share_conflict": "同一股东同日有不同的持股比例（{}），取较大者 one holder, one day, several shares ({}); the largest counts",
    "fan_out": "持有 {} 家公司的股权，股权链到此为止 holds {} companies; chains end here",
    "chain_limit": "股权链超过 {} 条，只保留较短的 more than {} chains; only the shorter ones are kept",
    "uscc_failing": "统一社会信用代码 {} 校验不符，该行不作关联 the code {} fails its check; the row is not linked",
    "edge_without_end": "{}：所指的对象不存在，关系未入图 {}: what it points at is not there; no edge",
}


def problems(check: str, found: Iterable[tuple[str, object, str | None]]) -> pa.Table:
    """Return rows of `problems`: for each (node id, detail, source row or None) one of this check."""
    rows = [
        {"check": check, "subject": subject, "detail": MEANING[check].replace("{}", str(detail)), "source": source}
        for subject, detail, source in found
    ]  # fmt: skip
    return pa.Table.from_pylist(rows, schema=PROBLEMS)
