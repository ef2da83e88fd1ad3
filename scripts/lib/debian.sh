# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# A private apt: its own sources, lists and downloads in the cache, so that
# packages of several suites and of a second architecture can be fetched and
# unpacked without the system's apt or dpkg noticing, and without root.
# The mirror is the one this machine's apt is configured with.
# Sourced after common.sh.

APT_DIR=$CACHE/apt
KEYRING=/usr/share/keyrings/debian-archive-keyring.gpg

# source_lines: the machine's binary sources, both notations, as
# "URI SUITE" lines.
source_lines() {
	local list parts
	list=/etc/apt/sources.list parts=/etc/apt/sources.list.d
	eval "$(apt-config shell list Dir::Etc::sourcelist/f \
		parts Dir::Etc::sourceparts/d)"

	local file
	for file in "$list" "${parts%/}"/*.list; do
		[[ ! -r $file ]] || cat "$file"
	done |
		sed -n -e 's/#.*//' -e 's/\[[^]]*\]//' \
			-e 's/^[[:space:]]*deb[[:space:]]\{1,\}//p' |
		awk 'NF > 2 { print $1, $2 }'

	# Stanzas end at an empty line; a line that starts with a blank
	# continues the field before it.
	for file in "${parts%/}"/*.sources; do
		[[ ! -r $file ]] || { sed 's/\r$//' "$file"; echo; }
	done | awk '
		function flush(   i, j, u, s, nu, ns) {
			if (types ~ /(^| )deb( |$)/ && enabled !~ /^(no|false|0)$/) {
				nu = split(uris, u, " "); ns = split(suites, s, " ")
				for (i = 1; i <= nu; i++)
					for (j = 1; j <= ns; j++)
						print u[i], s[j]
			}
			types = uris = suites = enabled = field = ""
		}
		function add(text) {
			if (field == "types") types = types " " text
			if (field == "uris") uris = uris " " text
			if (field == "suites") suites = suites " " text
			if (field == "enabled") enabled = text
		}
		/^#/ { next }
		/^[[:space:]]*$/ { flush(); next }
		/^[[:space:]]/ { sub(/^[[:space:]]+/, ""); add($0); next }
		{
			field = tolower($0); sub(/:.*/, "", field)
			sub(/^[^:]*:[[:space:]]*/, ""); add($0)
		}
		END { flush() }'
}

# mirror_of SUITE: the archive that carries it. Debian's security suites live
# in an archive of their own, usually beside the main one if apt hasn't been
# told of it; everything else lives where the base suite does.
mirror_of() {
	local main security
	local debian='^(buster|bullseye|bookworm|trixie|forky|sid|stable|testing|unstable|oldstable)'
	# Read to the end: a reader that leaves early fails the pipe.
	main=$(source_lines | awk -v re="$debian(-updates|-backports)?\$" '$2 ~ re && !n++ { print $1 }')
	security=$(source_lines | awk -v re="$debian-security" '$2 ~ re && !n++ { print $1 }')
	case $1 in
	*-security)
		main=${main%/}
		echo "${security:-${main:+$main-security}}"
		;;
	*) echo "$main" ;;
	esac
}

# private_apt ARGS...: any apt tool, on the private tree.
private_apt() {
	local tool=$1
	shift
	"$tool" -q -q \
		-o Dir::Etc::sourcelist="$APT_DIR/sources.list" \
		-o Dir::Etc::sourceparts=/dev/null \
		-o Dir::State="$APT_DIR" \
		-o Dir::State::lists="$APT_DIR/lists" \
		-o Dir::State::status="$APT_DIR/status" \
		-o Dir::State::extended_states="$APT_DIR/extended_states" \
		-o Dir::Cache="$APT_DIR" \
		-o Dir::Cache::archives="$APT_DIR/archives" \
		-o Dir::Cache::pkgcache="$APT_DIR/pkgcache.bin" \
		-o Dir::Cache::srcpkgcache="$APT_DIR/srcpkgcache.bin" \
		-o Dir::Log="$APT_DIR" \
		-o APT::Architecture=amd64 \
		-o APT::Architectures::=amd64 -o APT::Architectures::=i386 \
		-o APT::Default-Release= \
		-o APT::Sandbox::User= \
		-o APT::Update::Post-Invoke-Success= \
		-o APT::Update::Post-Invoke= \
		-o Acquire::Check-Valid-Until=false \
		-o Acquire::Languages=none \
		-o Acquire::PDiffs=false \
		-o Acquire::Retries=3 \
		-o Debug::NoLocking=true \
		"$@"
}

# private_apt_ready SUITE[:ARCH]...: lists of these suites, at most a day old.
# Suites add up from call to call. Call it with the lock "apt" held.
private_apt_ready() {
	local entry suite arch uri want=$APT_DIR/sources.new have=$APT_DIR/sources.list
	local found=0 signed=
	[[ -r $KEYRING ]] && signed=" signed-by=$KEYRING"
	mkdir -p "$APT_DIR/lists/partial" "$APT_DIR/archives/partial"
	: >>"$APT_DIR/status"
	touch "$have"
	cp "$have" "$want"
	for entry in "$@"; do
		suite=${entry%:*} arch=amd64
		[[ $entry == *:* ]] && arch=${entry#*:}
		uri=$(mirror_of "$suite")
		[[ $uri ]] || continue
		found=1
		echo "deb [arch=$arch$signed] $uri $suite main" >>"$want"
	done
	((found)) || die "apt on this machine is configured with no Debian mirror that carries $*"
	sort -u -o "$want" "$want"
	if cmp -s "$want" "$have" && [[ $(find "$APT_DIR/fresh" -mtime -1 2>/dev/null) ]]; then
		rm -f "$want"
		return
	fi
	mv "$want" "$have"
	rm -f "$APT_DIR/fresh"
	# One suite that can't be read may not be the one that matters.
	if private_apt apt-get update >"$APT_DIR/update.log" 2>&1; then
		touch "$APT_DIR/fresh"
	else
		say "apt couldn't read all package lists: $(grep -m1 '^[EW]:' "$APT_DIR/update.log")"
	fi
}

# unpack DIR PACKAGE[=VERSION]...: download packages and unpack them into DIR.
unpack() {
	local dir=$1 deb
	shift
	mkdir -p "$dir.debs"
	(cd "$dir.debs" && private_apt apt-get download "$@") >"$dir.log" 2>&1 ||
		die "apt couldn't download $*: $(grep -m1 '^E:' "$dir.log")"
	for deb in "$dir.debs"/*.deb; do
		dpkg -x "$deb" "$dir"
	done
	rm -rf "$dir.debs" "$dir.log"
}
