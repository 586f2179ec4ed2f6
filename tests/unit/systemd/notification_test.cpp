// SPDX-License-Identifier: MIT
#include "systemd/notification.hpp"

#include <gtest/gtest.h>

namespace vipwarden::systemd {
namespace {

TEST(Notification, OfReadinessIsForUsAndWithoutTheMainProcess) {
    EXPECT_EQ(read_notification("READY=1\nMAINPID=4711"), (Notification{.ready = true}));
}

TEST(Notification, OfAReloadIsForUs) {
    EXPECT_EQ(read_notification("RELOADING=1\nMONOTONIC_USEC=1\n"), (Notification{.reloading = true}));
}

TEST(Notification, OfTheEndOrForTheWatchdogIsDropped) {
    EXPECT_EQ(read_notification("STOPPING=1\nWATCHDOG=1\nWATCHDOG_USEC=5\nFDSTORE=1\nBARRIER=1\nX=y"),
              Notification{});
}

TEST(Notification, CarriesTheStatusOnce) {
    EXPECT_EQ(read_notification("STATUS=one\nSTATUS=V1 is master = good"),
              (Notification{.status = "V1 is master = good"}));
}

TEST(Notification, RelaysWhatExplainsAnEndAndWhatAsksForTime) {
    EXPECT_EQ(read_notification("STOPPING=1\nERRNO=2\nMAINPID=1\nEXTEND_TIMEOUT_USEC=5000000\n"),
              (Notification{.relayed = "ERRNO=2\nEXTEND_TIMEOUT_USEC=5000000"}));
}

TEST(Notification, ThatIsGarbageMeansNothing) {
    for (const char* text : {"", "\n\n\n", "READY", "READY=11", "ready=1", "=", "STATUS", "ERRNOS=1"}) {
        EXPECT_EQ(read_notification(text), Notification{}) << text;
    }
}

}  // namespace
}  // namespace vipwarden::systemd
