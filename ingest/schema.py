"""The source tables of an office (案卷), column by column, and the typed tables that ingest makes of them.

`SOURCES` repeats ``sources.md``: for every table its Chinese and English name, for every column its
Chinese name, its English field and its kind. Kinds turn into Arrow columns as `arrow_schema` says:

=========  =====================================================================================
kind       columns in the typed table
=========  =====================================================================================
text       string
date       string, an ISO date that keeps its precision (``2021``, ``2021-03``, ``2021-03-05``)
money      float64, in 万元
share      float64, a fraction 0–1 of the capital (the sources write percentages)
year       int32
count      int64
flag       bool (是/否)
region     string, GB/T 2260, 6 digits
industry   string, GB/T 4754 with its letter (``F5137``, ``F51``, ``F``)
phone      string, digits only
list       list of string
uscc       string, and ``<field>_status``: valid, failing or other
id         no number at all, but what may be compared of it: ``<field>_status`` (full, masked,
           failing, other), ``<field>_tokens`` (keyed hashes: two numbers that may be the same
           share a token; a failing one has ``N:`` of each good one it may be a slip of),
           ``<field>_born`` (of a failing number in doubt), ``<field>_sex``, ``<field>_region``
=========  =====================================================================================

Every typed table also has `source`, the place of the row (``股东出资.csv#17``, where row 1 is the
header as a spreadsheet counts), and `extra`, the columns we do not know, as a JSON object.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import pyarrow as pa

Kind = Literal[
    "text", "date", "money", "share", "year", "count", "flag",
    "region", "industry", "phone", "list", "uscc", "id",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a source table."""

    field: str  # English name, also in the typed table
    zh: str  # Chinese name, as offices write it
    kind: Kind = "text"
    required: bool = False  # without it the table, or the row, means nothing
    sealed: bool = False  # never leaves ingest (举报人, 联系方式)


@dataclass(frozen=True, slots=True)
class Source:
    """A source table: its names and its columns."""

    name: str
    zh: str
    columns: tuple[Column, ...]

    def column(self, name: str) -> Column | None:
        """Return the column of a Chinese or English name, or None."""
        return next((c for c in self.columns if name in (c.field, c.zh)), None)


def _source(name: str, zh: str, *columns: Column) -> Source:
    return Source(name, zh, columns)


C = Column
SOURCES: dict[str, Source] = {
    s.name: s
    for s in (
        _source(
            "companies", "企业登记",
            C("uscc", "统一社会信用代码", "uscc", required=True),
            C("name", "企业名称", required=True),
            C("company_type", "企业类型"),
            C("legal_representative", "法定代表人"),
            C("legal_representative_id", "法定代表人证件号", "id"),
            C("registered_capital", "注册资本", "money"),
            C("founded", "成立日期", "date"),
            C("status", "登记状态"),
            C("dissolved", "注销日期", "date"),
            C("industry", "行业代码", "industry"),
            C("scope", "经营范围"),
            C("address", "住所"),
            C("region", "行政区划代码", "region"),
            C("phone", "联系电话", "phone"),
            C("email", "电子邮箱"),
            C("filing_agent", "代办机构"),
        ),
        _source(
            "shareholdings", "股东出资",
            C("uscc", "统一社会信用代码", "uscc", required=True),
            C("holder_name", "股东名称", required=True),
            C("holder_type", "股东类型"),
            C("holder_id", "股东证件号", "id"),
            C("subscribed", "认缴出资额", "money"),
            C("paid_in", "实缴出资额", "money"),
            C("share", "持股比例", "share"),
            C("valid_from", "入股日期", "date"),
            C("valid_to", "退出日期", "date"),
        ),
        _source(
            "personnel", "主要人员",
            C("uscc", "统一社会信用代码", "uscc", required=True),
            C("name", "姓名", required=True),
            C("person_id", "证件号", "id"),
            C("role", "职务", required=True),
            C("valid_from", "任职日期", "date"),
            C("valid_to", "离任日期", "date"),
        ),
        _source(
            "changes", "变更记录",
            C("uscc", "统一社会信用代码", "uscc", required=True),
            C("date", "变更日期", "date", required=True),
            C("item", "变更事项", required=True),
            C("before", "变更前"),
            C("after", "变更后"),
        ),
        _source(
            "officials", "公职人员",
            C("official_id", "人员编号", required=True),
            C("name", "姓名", required=True),
            C("former_names", "曾用名", "list"),
            C("sex", "性别"),
            C("born", "出生日期", "date"),
            C("person_id", "身份证号", "id"),
            C("native_place", "籍贯"),
            C("party", "政治面貌"),
            C("category", "人员类别"),
            C("status", "人员状态"),
            C("phone", "手机号", "phone"),
            C("address", "家庭住址"),
        ),
        _source(
            "posts", "任职经历",
            C("official_id", "人员编号", required=True),
            C("unit", "单位", required=True),
            C("title", "职务"),
            C("rank", "职级"),
            C("is_leading", "是否领导成员", "flag"),
            C("region", "行政区划代码", "region"),
            C("portfolio", "主管行业", "list"),
            C("valid_from", "任职日期", "date"),
            C("valid_to", "离任日期", "date"),
            C("exit_reason", "离任原因"),
        ),
        _source(
            "relatives", "亲属关系",
            C("official_id", "人员编号", required=True),
            C("kinship", "关系", required=True),
            C("name", "姓名", required=True),
            C("sex", "性别"),
            C("born", "出生日期", "date"),
            C("person_id", "身份证号", "id"),
            C("phone", "手机号", "phone"),
            C("employer", "工作单位"),
            C("valid_from", "起始日期", "date"),
            C("valid_to", "终止日期", "date"),
            C("basis", "来源"),
        ),
        _source(
            "declarations", "个人有关事项报告",
            C("official_id", "人员编号", required=True),
            C("year", "报告年度", "year"),
            C("as_of", "截止日期", "date"),
            C("subject", "申报对象"),
            C("name", "姓名"),
            C("company_name", "企业名称"),
            C("uscc", "统一社会信用代码", "uscc"),
            C("item", "事项"),
            C("share", "持股比例", "share"),
        ),
        _source(
            "approvals", "任职审批",
            C("official_id", "人员编号", required=True),
            C("uscc", "统一社会信用代码", "uscc"),
            C("company_name", "企业名称"),
            C("kind", "类型", required=True),
            C("document", "批准文号"),
            C("authority", "批准机关"),
            C("valid_from", "起始日期", "date"),
            C("valid_to", "截止日期", "date"),
            C("paid", "是否取酬", "flag"),
        ),
        _source(
            "awards", "中标合同",
            C("award_id", "项目编号", required=True),
            C("buyer", "采购单位", required=True),
            C("supplier_name", "供应商名称"),
            C("uscc", "供应商信用代码", "uscc"),
            C("title", "项目名称"),
            C("method", "采购方式"),
            C("bidders", "投标家数", "count"),
            C("amount", "中标金额", "money"),
            C("date", "中标日期", "date"),
        ),
        _source(
            "acts", "行政行为",
            C("act_id", "文书编号", required=True),
            C("agency", "机关", required=True),
            C("party_name", "相对人名称"),
            C("uscc", "相对人信用代码", "uscc"),
            C("kind", "类型"),
            C("amount", "金额", "money"),
            C("date", "日期", "date"),
            C("text", "内容"),
        ),
        _source(
            "complaints", "信访举报",
            C("complaint_id", "编号", required=True),
            C("channel", "渠道"),
            C("received", "受理日期", "date"),
            C("title", "标题"),
            C("text", "正文", required=True),
            C("is_named", "实名", "flag"),
            C("complainant", "举报人", sealed=True),
            C("contact", "联系方式", sealed=True),
        ),
        _source(
            "dispositions", "处置结果",
            C("lead_id", "线索编号"),
            C("official_id", "人员编号", required=True),
            C("uscc", "统一社会信用代码", "uscc"),
            C("outcome", "结论", required=True),
            C("measure", "处置方式"),
            C("date", "日期", "date"),
            C("document", "文号"),
        ),
        _source(
            "evaluations", "评议",
            C("year", "年度", "year", required=True),
            C("unit", "单位", required=True),
            C("subject_kind", "对象类型"),
            C("subject", "对象"),
            C("votes", "参评票数", "count"),
            C("satisfied", "满意票数", "count"),
            C("grade", "等次"),
        ),
    )
}  # fmt: skip
#: The folder of free documents: Chinese and English name.
DOCUMENT_FOLDERS = ("文书", "documents")

_ARROW: dict[str, pa.DataType] = {
    "text": pa.string(), "date": pa.string(), "money": pa.float64(), "share": pa.float64(),
    "year": pa.int32(), "count": pa.int64(), "flag": pa.bool_(), "region": pa.string(),
    "industry": pa.string(), "phone": pa.string(), "list": pa.list_(pa.string()),
}  # fmt: skip


def id_fields(field: str) -> list[pa.Field]:
    """Return the Arrow columns that stand for an ID number; the number itself is not kept."""
    return [
        pa.field(f"{field}_status", pa.string()),
        pa.field(f"{field}_tokens", pa.list_(pa.string())),
        pa.field(f"{field}_born", pa.string()),
        pa.field(f"{field}_sex", pa.string()),
        pa.field(f"{field}_region", pa.string()),
    ]


def arrow_fields(column: Column) -> list[pa.Field]:
    """Return the typed columns of one source column; a sealed column has none."""
    if column.sealed:
        return []
    if column.kind == "id":
        return id_fields(column.field)
    if column.kind == "uscc":
        return [
            pa.field(column.field, pa.string()),
            pa.field(f"{column.field}_status", pa.string()),
        ]
    return [pa.field(column.field, _ARROW[column.kind])]


def arrow_schema(source: Source) -> pa.Schema:
    """Return the schema of the typed table that ingest writes for a source table."""
    fields = [field for column in source.columns for field in arrow_fields(column)]
    return pa.schema([*fields, pa.field("source", pa.string()), pa.field("extra", pa.string())])


_S, _F, _I = pa.string(), pa.float64(), pa.int64()

#: Consolidated register facts: 股东出资 and 变更记录 as dated holdings; `basis` is the table of origin.
HOLDINGS = pa.schema([
    ("uscc", _S), ("holder_name", _S), ("holder_type", _S), *id_fields("holder_id"),
    ("subscribed", _F), ("paid_in", _F), ("share", _F),
    ("valid_from", _S), ("valid_to", _S), ("basis", _S), ("source", _S),
])  # fmt: skip
#: 主要人员, the legal representatives of 企业登记 and 变更记录 as dated roles.
ROLES = pa.schema([
    ("uscc", _S), ("name", _S), *id_fields("person_id"), ("role", _S),
    ("valid_from", _S), ("valid_to", _S), ("basis", _S), ("source", _S),
])  # fmt: skip
#: Free documents; `pages` are the character offsets at which pages begin, the first one 0.
DOCUMENTS = pa.schema([
    ("source_id", _S), ("sha256", _S), ("kind", _S), ("title", _S), ("text", _S),
    ("pages", pa.list_(_I)),
])  # fmt: skip
#: One row a file: rows_read = rows_accepted + rows_quarantined; duplicates are among the accepted.
FILES = pa.schema([
    ("file", _S), ("table", _S), ("sha256", _S), ("format", _S), ("encoding", _S),
    ("rows_read", _I), ("rows_accepted", _I), ("rows_quarantined", _I), ("rows_duplicate", _I),
])  # fmt: skip
QUARANTINE = pa.schema([
    ("file", _S), ("row", _I), ("column", _S), ("value", _S), ("reason", _S), ("remedy", _S),
])  # fmt: skip
#: What is kept but doubtful: failing check characters, share sums over 100.5 %, impossible dates.
QUALITY = pa.schema([
    ("check", _S), ("file", _S), ("row", _I), ("column", _S), ("detail", _S),
])  # fmt: skip

#: Every table of the stage `ingest`. A source table that the office lacks is written with no rows.
TABLES: dict[str, pa.Schema] = {
    **{name: arrow_schema(source) for name, source in SOURCES.items()},
    "holdings": HOLDINGS,
    "roles": ROLES,
    "documents": DOCUMENTS,
    "files": FILES,
    "quarantine": QUARANTINE,
    "quality": QUALITY,
}
