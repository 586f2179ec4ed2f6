# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2034,SC2154 # variables are shared with run.sh
# The host of the fault table: one interface, its own addresses, and keepalived's configuration.

config=/etc/keepalived/keepalived.conf

# A in the host's subnet, B elsewhere, C and D in virtual_ipaddress_excluded; E and F belong to others.
declare -A vip=(
    [A]=10.9.0.10/24 [B]=10.9.77.11/32 [C]=fd00:9::10/64 [D]=10.9.78.12/32
    [E]=10.9.79.20/32 [F]=10.9.80.30/32
)
host_addresses=(10.9.0.1/24 10.9.0.2/24 fd00:9::1/64)

make_interface() {
    ip link add eth0 type veth peer name peer0
    local name
    for name in eth0 peer0; do
        # No wait for duplicate address detection: nobody else is on this wire.
        echo 0 >"/proc/sys/net/ipv6/conf/$name/accept_dad"
        ip link set "$name" up
    done
}

# reset_addresses [ADDRESS...]: these and the host's own in this order, nothing else
reset_addresses() {
    local address
    ip address flush dev eth0
    echo 0 >/proc/sys/net/ipv4/conf/eth0/promote_secondaries
    for address in "$@" "${host_addresses[@]}"; do
        ip address add "$address" dev eth0
    done
}

addresses() { ip -oneline address show dev "${1:-eth0}" scope global | awk '{ print $4 }'; }

# vips [INTERFACE]: the letters of those that are present, "-" for none
vips() {
    local there letter found=
    there=" $(addresses "${1:-eth0}" | paste -sd' ') "
    for letter in A B C D E F; do
        [[ $there != *" ${vip[$letter]} "* ]] || found+=$letter
    done
    echo "${found:--}"
}

lost_addresses() {
    local there address lost=
    there=" $(addresses | paste -sd' ') "
    for address in "${host_addresses[@]}"; do
        [[ $there == *" $address "* ]] || lost+="${lost:+ }$address"
    done
    echo "${lost:--}"
}

# declare_block KEYWORD LETTER...
declare_block() {
    local keyword=$1 letter
    shift
    [ $# -gt 0 ] || return 0
    echo " $keyword {"
    for letter in "$@"; do
        echo "  ${vip[$letter]}"
    done
    echo ' }'
}

# declare_vips LETTERS [FILE [ROUTER_ID [INTERFACE [GLOBAL_DEFINITION]]]]: MASTER in about 0.2 s
declare_vips() {
    local letters=$1 file=${2:-$config} plain=() excluded=() letter
    for letter in A B E F; do
        [[ $letters != *"$letter"* ]] || plain+=("$letter")
    done
    for letter in C D; do
        [[ $letters != *"$letter"* ]] || excluded+=("$letter")
    done
    mkdir -p "${file%/*}"
    {
        [ $# -lt 5 ] || echo "$5"
        printf 'vrrp_instance V%s {\n state MASTER\n interface %s\n' "${3:-51}" "${4:-eth0}"
        printf ' virtual_router_id %s\n version 3\n priority 254\n advert_int 0.05\n' "${3:-51}"
        declare_block virtual_ipaddress "${plain[@]}"
        declare_block virtual_ipaddress_excluded "${excluded[@]}"
        echo '}'
    } >"$file"
}

# What makes keepalived end, at a start and at a reload alike.
break_config() { sed -i 's/interface eth0/interface nowhere0/' $config; }

# What keepalived takes for a smaller configuration: A has become a word that it ignores, the last brace is gone.
garble_config() {
    sed -i -e "s,${vip[A]},not-an-address," -e 's/advert_int/avdert_int/' -e '$d' $config
}
