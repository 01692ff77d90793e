#!/usr/bin/env bash
# What the tests need beyond Python: Debian's Chromium with Chinese fonts (browser tests) and, for a
# real Neo4j, Java 17 and Maven, and a PostgreSQL server. Installed where we are root on a Debian machine; otherwise it says
# what will be skipped and why. In CI (CI=true) whatever is missing is an error, nothing is skipped.
set -u
missing=()
have() { command -v "$1" >/dev/null 2>&1; }
have chromium || missing+=(chromium)
fc-list :lang=zh 2>/dev/null | grep -q . || missing+=(fonts-noto-cjk fontconfig)
have java || missing+=(openjdk-17-jre-headless)
have mvn || missing+=(maven)
have postgres || ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 || missing+=(postgresql)
if [ ${#missing[@]} -eq 0 ]; then exit 0; fi
if [ "$(id -u)" = 0 ] && have apt-get; then
  export DEBIAN_FRONTEND=noninteractive
  if apt-get update -qq && apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null; then
    exit 0
  fi
fi
echo "缺少 missing: ${missing[*]}"
echo "  浏览器测试需要 chromium 与 fonts-noto-cjk；Neo4j 测试需要 Java 17 与 Maven；PostgreSQL 测试需要 postgresql。没有它们，这些测试会跳过。"
echo "  Browser tests need chromium and fonts-noto-cjk, Neo4j tests Java 17 and Maven, PostgreSQL tests postgresql; without them they are skipped."
echo "  → sudo apt-get install ${missing[*]}"
[ "${CI:-}" != true ]
