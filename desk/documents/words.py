"""What is wrong with a file, in words (模板检查)."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from desk.documents.package import Fault

FAULTS = {
    "too_large": _("文件过大"),
    "not_docx": _("不是有效的 DOCX 文件"),
    "too_many": _("压缩包内文件过多"),
    "twice": _("压缩包内有重名文件"),
    "unpacks_too_large": _("解压后过大"),
    "encrypted": _("文件已加密"),
    "part": _("含有不允许的部件（宏、嵌入对象、字体等）"),
    "picture": _("图片不是 PNG 或 JPEG"),
    "xml": _("XML 无效或带有文档类型定义"),
    "external": _("引用了文件以外的内容（链接、远程图片等），请删去"),
    "relation": _("含有不允许的关联"),
    "macro": _("含有宏或嵌入对象"),
    "field": _("含有不允许的域，只能用页码域"),
    "element": _("含有不允许的对象"),
    "too_many_tags": _("占位符过多"),
    "language": _("占位符不能识别"),
    "unfilled": _("有占位符没有填入"),
}


def fault_words(faults: Iterable[Fault]) -> str:
    """Return faults as one line, each once."""
    told = [gettext("{fault}：{what}").format(fault=FAULTS[f.code], what=f.what) if f.what else str(FAULTS[f.code]) for f in faults]  # fmt: skip
    return "；".join(dict.fromkeys(told))
