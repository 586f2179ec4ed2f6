#!/bin/sh
# SPDX-License-Identifier: MIT
exec /box/unit_manager_test
