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

# sources: "URI SUITE" of each suite this machine's apt reads packages from.
# apt is asked, so every notation it knows is understood; lists that aren't
# there are what makes it name plain places instead of by-hash ones.
sources() {
	mkdir -p "$APT_DIR/no-lists/partial"
	apt-get -o Dir::State::lists="$APT_DIR/no-lists" -o Debug::NoLocking=true \
		--print-uris update 2>/dev/null |
		sed -n "s|^'\(.*\)/dists/\([^']*\)/main/binary-amd64/Packages.*|\1 \2|p"
}

# mirror_of SUITE: the archive that carries it. Debian's security suites live
# in an archive of their own, usually beside the main one if apt hasn't been
# told of it; everything else lives where the base suite does. Other
# publishers name their suites after Debian's, but have neither its updates
# nor its path.
mirror_of() {
	# Read to the end: a reader that leaves early fails the pipe.
	sources | awk -v security="$([[ $1 != *-security ]] || echo 1)" '
		$2 ~ /^[a-z]+[-\/](security|updates)$/ { points[$1] += 2 }
		{ points[$1] += $1 ~ /\/debian(-security)?$/ }
		$2 ~ /^[a-z]+-security$/ { own[$1] }
		$2 ~ /^(bullseye|bookworm|trixie|forky|sid|(old)*stable|testing|unstable)(-updates|-backports)?$/ { main[$1] }
		function best(set,   uri, found) {
			for (uri in set)
				if (found == "" || points[uri] > points[found])
					found = uri
			return found
		}
		END {
			uri = best(main)
			if (security)
				uri = best(own) != "" ? best(own) : uri == "" ? "" : uri "-security"
			print uri
		}'
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
	[[ ! -r $KEYRING ]] || signed=" signed-by=$KEYRING"
	mkdir -p "$APT_DIR/lists/partial" "$APT_DIR/archives/partial"
	: >>"$APT_DIR/status"
	touch "$have"
	cp "$have" "$want"
	for entry in "$@"; do
		suite=${entry%:*} arch=amd64
		[[ $entry != *:* ]] || arch=${entry#*:}
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

# unpack DIR PACKAGE[=VERSION]...: download packages and unpack them into DIR,
# which nobody else may be writing. What an earlier, interrupted run had
# downloaded is used, if it is what is wanted now; what it had unpacked is not.
unpack() {
	local dir=$1 deb
	shift
	mkdir -p "$dir.debs"
	(cd "$dir.debs" && private_apt apt-get download "$@") >"$dir.log" 2>&1 ||
		die "apt couldn't download $*: $(grep -m1 '^E:' "$dir.log")"
	rm -rf "$dir"
	# "'URI' FILE SIZE HASH" of each
	for deb in $(private_apt apt-get --print-uris download "$@" | awk '{ print $2 }'); do
		dpkg -x "$dir.debs/$deb" "$dir" || {
			# apt takes a file of the right size for the right file.
			rm -f "$dir.debs/$deb"
			die "dpkg couldn't unpack $deb; another try downloads it again"
		}
	done
	rm -rf "$dir.debs" "$dir.log"
}
