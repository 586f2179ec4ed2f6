# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# Completion of vipwarden(8) for bash, with and without the package bash-completion. Verbs, options and what kind of value
# an option takes are read from --help, so there is no second list of them here.

# These three read what --help prints, on standard input.
_vipwarden_verbs() { sed -E '1,/^Subcommands:/d; s/^  ([a-z]+).*/\1/'; }
_vipwarden_options() { sed -En 's/^  (-[^ ]+).*/\1/p' | tr ',' '\n'; }
# _vipwarden_kind OPTION: "FILE" of "  -f,--use-file FILE  ...", "one|none" of "  --expect one|none  ..."; nothing of a
# flag. Without an option: of what stands alone.
_vipwarden_kind() {
    if [ -n "$1" ]; then
        sed -En "s/^  ([^ ]+,)?$1(,[^ ]+)? ([^ :=]+).*/\3/p" | grep -v '^Excludes$'
    else
        sed -n '/^Positionals:/,/^Options:/p' | sed -En 's/^  [a-z]+ ([^ :=]+).*/\1/p'
    fi
}

# _vipwarden_values PROGRAM KIND: words that can stand for a value of that kind
_vipwarden_values() {
    case $2 in
        *'|'*) tr '|' '\n' <<<"$2" | grep '^[a-z]' ;; # one in capitals stands for something
        NAME) ip netns list ;;
        INTERFACE) ls /sys/class/net ;;
        ADDRESS*)
            "$1" list --plain | sed 's/^[^ ]* //; s,/.*,,'
            ip -oneline address show | sed -E 's/.* inet6? ([^ /]+).*/\1/'
            ;;
        UNIT)
            systemctl list-unit-files --type=service --no-legend --no-pager
            systemctl list-units --all --type=service --plain --no-legend --no-pager
            ;;
    esac 2>/dev/null | sed 's/ .*//; /@\.service$/d' # of a template only instances can be named
}

# _vipwarden_reply CURRENT: COMPREPLY from the words on standard input. What readline replaces begins behind the last
# of $COMP_WORDBREAKS, such as the colons of an IPv6 address.
_vipwarden_reply() {
    mapfile -t COMPREPLY < <(compgen -W "$(sort -u)" -- "$1")
    local kept=${1%"${1##*["$COMP_WORDBREAKS"]}"}
    COMPREPLY=("${COMPREPLY[@]#"$kept"}")
}

_vipwarden() {
    local line=${COMP_LINE:0:COMP_POINT} words current option help kind=''
    COMPREPLY=()
    read -ra words <<<"$line" # not COMP_WORDS, which are cut at the colons too
    [[ $line != *[[:space:]] ]] || words+=('')
    current=${words[-1]}
    if [ ${#words[@]} = 2 ]; then
        help=$("$1" --help 2>/dev/null)
        _vipwarden_reply "$current" < <(_vipwarden_verbs <<<"$help"; _vipwarden_options <<<"$help")
        return
    fi
    if [[ " ${words[*]:2:${#words[@]}-3} " == *' -- '* ]]; then
        compopt -o default # keepalived's own command line
        return
    fi
    help=$("$1" "${words[1]}" --help 2>/dev/null)
    option=${words[-2]}
    [[ $current != --*=* ]] || { option=${current%%=*} current=${current#*=}; }
    [[ ! $option =~ ^-[a-z-]+$ ]] || kind=$(_vipwarden_kind "$option" <<<"$help")
    [ -n "$kind" ] || [[ $current == -* ]] || kind=$(_vipwarden_kind '' <<<"$help")
    case $kind in
        FILE | PATH) compopt -o default ;;
        DIR) compopt -o dirnames ;;
        '') _vipwarden_reply "$current" < <(_vipwarden_options <<<"$help") ;;
        *) _vipwarden_reply "$current" < <(_vipwarden_values "$1" "$kind") ;;
    esac
}
complete -F _vipwarden vipwarden
