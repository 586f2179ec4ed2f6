# SPDX-License-Identifier: MIT
"""How a program starts: copies of it whose main() does nothing but end at once, or go round in circles."""
import os
import platform
import struct
import time

from measuring import DIRECTORY, NotMeasured, QUIET, run, write

CODE = {  # What takes the place of main(): exit_group(0); a jump to itself.
    "x86_64": (bytes.fromhex("b8e7000000 31ff 0f05"), bytes.fromhex("ebfe")),
    "aarch64": (bytes.fromhex("c80b8052 000080d2 010000d4"), bytes.fromhex("00000014")),
}
SYMTAB, LOAD, SYMBOL_SIZE = 2, 1, 24


def empty_program():
    source = write("empty.c", "int main(void) { return 0; }\n")
    program = f"{DIRECTORY}/empty"
    run("cc", "-O2", "-o", program, source)
    return program


def address_of_main(image):
    """Out of the symbol table (elf(5))."""
    sections, size, count = struct.unpack_from("<Q", image, 40)[0], *struct.unpack_from("<HH", image, 58)
    headers = [struct.unpack_from("<IIQQQQIIQQ", image, sections + i * size) for i in range(count)]
    for _, kind, _, _, offset, length, link, *_ in headers:
        if kind == SYMTAB:
            names = headers[link][4]
            for symbol in range(offset, offset + length, SYMBOL_SIZE):
                name, _, _, _, address, _ = struct.unpack_from("<IBBHQQ", image, symbol)
                if image[names + name:names + name + 5] == b"main\0":
                    return address
    raise NotMeasured("the program has no symbol main: it is stripped")


def offset_in_file(image, address):
    segments, size, count = struct.unpack_from("<Q", image, 32)[0], *struct.unpack_from("<HH", image, 54)
    for i in range(count):
        kind, _, offset, start, _, length, *_ = struct.unpack_from("<IIQQQQQQ", image, segments + i * size)
        if kind == LOAD and start <= address < start + length:
            return offset + address - start
    raise NotMeasured("main is in no segment of the program")


def copy_with(program, which, suffix):
    if platform.machine() not in CODE:
        raise NotMeasured(f"no code for main() on {platform.machine()}")
    code = CODE[platform.machine()][which]
    with open(program, "rb") as file:
        image = bytearray(file.read())
    where = offset_in_file(image, address_of_main(image))
    image[where:where + len(code)] = code
    path = f"{DIRECTORY}/{os.path.basename(program)}-{suffix}"
    with open(path, "wb") as file:
        file.write(image)
    os.chmod(path, 0o755)
    return path


def ends_at_main(program):
    """A copy that ends where main() begins: how long that takes is the way to main(), and no more."""
    return copy_with(program, 0, "ends")


def pss(pid):
    """Bytes (proc(5), smaps_rollup)."""
    with open(f"/proc/{pid}/smaps_rollup", encoding="utf-8") as file:
        return next(int(line.split()[1]) * 1024 for line in file if line.startswith("Pss:"))


def pss_at_main(program):
    """Of a copy that stays where main() begins."""
    copy = copy_with(program, 1, "stays")
    pid = os.posix_spawn(copy, [copy], os.environ, file_actions=QUIET)
    try:
        time.sleep(0.2)
        return pss(pid)
    finally:
        os.kill(pid, 9)
        os.waitpid(pid, 0)
