// SPDX-License-Identifier: MIT
#include "tests/support/generated_decoration.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>

namespace vipwarden::support {
namespace {

std::string commented(RandomSource& random, const std::string& line) {
    if (random.chance(20)) {
        return random.pick({"# ", "!", "\\# ", "\\!", "! \\", "#\\"}) + line;
    }
    return line + random.pick({" # x", " ! x", "# x", "!x", " # x \\", " \\# x", " \\! x", " # \"x", " ## {",
                               " # }", " \"#\" x", " \\\"# x", " #\\", " $_HASH x", " ${_BANG} x"});
}

std::string condition(RandomSource& random) {
    return random.odd(40)
               ? random.pick({"@ ", "@^ ", "@node1 @node1 ", "@node", "@$N ", "@node1"})
               : random.pick({"@node1 ", "@node1\t", "@other ", "@^node1 ", "@^other ", " @node1 "});
}

std::string sequence(RandomSource& random, const std::string& line) {
    std::string text =
        random.odd(40)
            ? random.pick({"~SEQ(i, 1, -1, 3) ", "~SEQ(i) ", "~SEQ(i, 1, 2", "~SEQ(i, 1, 0x) ", "~FOO(i, 2) ",
                           "~LST(i) ", "~LST({i,j},{1},{3,4,5}) ", "~SEQ(i, 0) ", "~SEQ(i, -2) "})
            : random.pick({"~SEQ(i, 3) ", "~SEQ(i, 2, 4) ", "~SEQ(i,1,2,5) ", "~SEQ(i, 3, 1) ",
                           "~SEQ(i, 5, -2, 1) ", "~SEQ(i,0x1,0x3)", "~SEQx(i, 8, 12) ", "~LST(i, 1, 2, 3) ",
                           "~SEQ(i,1,2) ~SEQ(j,1,2) ", "~LST(i, a) ", "~LST({i,j}, {1,2}, {3,4}) ",
                           "~SEQ(i , 1 , 2 ) "});
    text += random.chance(85)
                ? random.pick({"10.0.1.$i", "10.0.1.${i}/24", "10.0.1.$i dev eth1", "10.0.${j}.$i",
                               "2001:db8::$i", "virtual_router_id 1$i", "interface eth$i", "$i"})
                : line;
    return text;
}

std::string name_of_definition(RandomSource& random) {
    return random.pick({"A", "B", "_C", "N1", "NAME", "i"});
}

/// "$NAME=VALUE", more or less.
std::string definition(RandomSource& random, const std::string& name, const std::string& value) {
    std::string text = '$' + name;
    text += random.odd(10) ? " = " : random.pick({"=", "=", "=", "= ", "=\t"});
    text += random.odd(5) ? "" : value;
    return random.chance(5) ? condition(random) + text : text;
}

/// A definition of a part of the line, and the line with a use of it; not always in that order.
Lines defined(RandomSource& random, const std::string& line) {
    const std::string name = name_of_definition(random);
    const std::string use = random.chance(65) ? "${" + name + '}' : '$' + name;
    const bool whole = random.chance(30);
    const auto begin = whole ? 0 : random.below(line.size() + 1);
    const auto size = whole ? line.size() : random.below(line.size() + 1 - begin);
    const std::string defining = definition(random, name, line.substr(begin, size));
    const std::string before = line.substr(0, begin);
    const std::string behind = line.substr(begin + size);
    if (random.chance(12)) {  // The value comes from another one.
        return {defining, "$Z=" + use, before + "${Z}" + behind};
    }
    if (random.odd(8)) {
        return {before + use + behind, defining};
    }
    return {defining, before + use + behind};
}

struct Part {
    std::ptrdiff_t begin{0};
    std::ptrdiff_t end{0};
};

Part some_of(RandomSource& random, const Lines& lines, std::size_t most) {
    const auto begin = random.below(lines.size());
    const auto size = 1 + random.below(std::min(most, lines.size() - begin));
    return {static_cast<std::ptrdiff_t>(begin), static_cast<std::ptrdiff_t>(begin + size)};
}

void replace(Lines& lines, const Part& part, const Lines& replacement) {
    lines.erase(lines.begin() + part.begin, lines.begin() + part.end);
    lines.insert(lines.begin() + part.begin, replacement.begin(), replacement.end());
}

/// Several lines become one definition of several lines, and its use.
void define_together(RandomSource& random, Lines& lines) {
    const Part part = some_of(random, lines, 4);
    if (std::any_of(lines.begin() + part.begin, lines.begin() + part.end,
                    [](const std::string& line) { return line.starts_with('$'); })) {
        return;  // keepalived reads on in memory that it has freed when a definition replaces itself.
    }
    const std::string name = name_of_definition(random);
    Lines replacement{'$' + name + random.pick({"= \\", "=\\", "= \\ "})};
    for (auto i = part.begin; i < part.end; ++i) {
        const bool last = i + 1 == part.end;
        replacement.push_back("  " + lines[static_cast<std::size_t>(i)] +
                              (last ? "" : random.pick({" \\", "\\", " \\", " \\ # x"})));
    }
    if (random.chance(30)) {
        replacement.back() += " \\";
        replacement.emplace_back("");
    }
    std::string use = random.pick({"", "", "", "", "10.0.2.9 ", "@node1 "});
    use += random.chance(50) ? '$' + name : "${" + name + '}';
    use += random.odd(30) ? random.pick({" # x", " dev eth1"}) : "";
    replacement.push_back(use);
    replace(lines, part, replacement);
}

std::string include_word(RandomSource& random) {
    return random.odd(15)
               ? random.pick({"includeb ", "@other include ", "includefoo ", "include"})
               : random.pick({"include ", "include ", "include ", "include ", "includer ", "includem ",
                              "includew ", "includea ", "include\t", "include  ", "@node1 include "});
}

std::string odd_include_name(RandomSource& random, const std::string& path) {
    return random.pick({"a*", "d/*.inc", "{a,d/b}*.inc", "missing", '"' + path + '"', path + " # x", "d/",
                        "./" + path, path + " }", "${_PWD}/" + path, "d/../" + path,
                        "{" + path + ",missing}"});
}

}  // namespace

void move_to_file(RandomSource& random, Lines& lines, std::map<std::string, std::string>& files) {
    const Part part = some_of(random, lines, lines.size());
    const std::string path = random.pick({"a", "d/b", "d/e/c"}) + std::to_string(files.size()) + ".inc";
    files[path] = joined({lines.begin() + part.begin, lines.begin() + part.end}, "\n");
    const std::string word = include_word(random);
    replace(lines, part, {word + (random.chance(20) ? odd_include_name(random, path) : path)});
}

Lines decorated(RandomSource& random, const Lines& lines, std::map<std::string, std::string>& files) {
    Lines result;
    for (const std::string& line : lines) {
        const auto way = random.below(100);
        if (way < 6) {
            result.push_back(commented(random, line));
        } else if (way < 11) {
            result.push_back(condition(random) + line);
        } else if (way < 19) {
            append(result, defined(random, line));
        } else if (way < 23) {
            result.push_back(sequence(random, line));
        } else if (way < 25) {
            result.push_back(line + random.pick({" \\", "\\", " \"", "\t", " \r", "\f", " ;"}));
        } else {
            result.push_back(line);
        }
    }
    if (random.chance(7) && !result.empty()) {
        define_together(random, result);
    }
    if (random.chance(5) && !result.empty()) {
        move_to_file(random, result, files);
    }
    return result;
}

}  // namespace vipwarden::support
