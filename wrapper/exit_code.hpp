// SPDX-License-Identifier: MIT
#pragma once

namespace vipwarden {

/// Every exit code of the program, in one place. `run` mirrors keepalived's own status (128 + n for a signal)
/// unless addresses remain; all other verbs use only these. 64 to 78 are sysexits.h's.
enum class ExitCode : int {
    clean = 0,         ///< Done and verified; nothing to do included.
    usage = 64,        ///< The command line is wrong.
    no_input = 66,     ///< Neither a configuration nor a snapshot to work from; list: -f can't be read.
    unavailable = 69,  ///< keepalived can't be started; systemd, or the unit, is not as it has to be; no
                       ///< neighbour can be asked; a program of vipwarden is missing.
    internal = 70,     ///< A defect, or the kernel refused what it must not refuse.
    permission = 77,   ///< A capability is missing.
    leftovers = 80,    ///< Addresses remain that are, or may be, keepalived's.
    answered = 81,     ///< Another host answers where none should, or another one than should.
};

/// What `check` ends with: the four states of monitoring plugins.
enum class CheckCode : int {
    ok = 0,
    warning = 1,   ///< Somebody should look: suspects, for one.
    critical = 2,  ///< Leftovers, for one, or a VIP that two hosts answer for.
    unknown = 3,   ///< Not everything could be looked at, and nothing worse was seen.
};

}  // namespace vipwarden
