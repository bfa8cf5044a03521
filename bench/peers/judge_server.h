// Takes files one after another, each in a forked process under limits: each line of the input is a file and a limit in
// milliseconds, a tab between; the answer is one line of JSON, the process's lines, how it ended, and the last of what
// it said on stderr. `{"ready":true}` comes first.
#ifndef FLEA_BENCH_JUDGE_SERVER_H
#define FLEA_BENCH_JUDGE_SERVER_H

#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <string>

#include "judge.h"

constexpr std::size_t kReason = 400;

// Of one file, in the forked process.
using Judging = std::function<void(const char* file)>;

inline std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    const bool plain = c >= ' ' && c <= '~' && c != '"' && c != '\\';
    out += plain ? c : ' ';
  }
  return out + '"';
}

struct Ended {
  std::string lines;
  std::string errors;
  std::string how;
};

// Reads both pipes of a child to their ends; a child that is late is killed.
inline bool drain(const int (&from)[2], pid_t child, long limit, Ended& ended) {
  const auto start = std::chrono::steady_clock::now();
  bool late = false;
  bool open[2] = {true, true};
  while (open[0] || open[1]) {
    const auto spent = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - start);
    const long left = limit - static_cast<long>(spent.count());
    if (left <= 0 && !late)
      late = kill(child, SIGKILL) == 0;
    pollfd both[2] = {{open[0] ? from[0] : -1, POLLIN, 0}, {open[1] ? from[1] : -1, POLLIN, 0}};
    poll(both, 2, late ? 1000 : static_cast<int>(left));
    for (int i = 0; i < 2; ++i) {
      if ((both[i].revents & (POLLIN | POLLHUP)) == 0)
        continue;
      char part[4096];
      const ssize_t n = read(from[i], part, sizeof part);
      std::string& into = i == 0 ? ended.lines : ended.errors;
      if (n > 0)
        into.append(part, static_cast<std::size_t>(n));
      if (n <= 0)
        open[i] = false;
      if (into.size() > 1 << 20)
        into.erase(0, into.size() / 2);
    }
  }
  return late;
}

inline std::string howEnded(int status, bool late) {
  if (late)
    return "hangs";
  if (WIFSIGNALED(status))
    return std::string("SIG") + sigabbrev_np(WTERMSIG(status));
  return "exit " + std::to_string(WEXITSTATUS(status));
}

inline Ended inChild(const Judging& judge, const std::string& file, long limit_ms) {
  int lines[2];
  int errors[2];
  if (pipe(lines) != 0 || pipe(errors) != 0)
    die("pipe");
  const pid_t child = fork();
  if (child < 0)
    die("fork");
  if (child == 0) {
    dup2(lines[1], STDOUT_FILENO);
    dup2(errors[1], STDERR_FILENO);
    for (const int fd : {lines[0], lines[1], errors[0], errors[1]})
      close(fd);
    limit(RLIMIT_AS, kMemory);
    limit(RLIMIT_CPU, static_cast<rlim_t>(limit_ms / 1000 + 2));
    judge(file.c_str());
    std::_Exit(0);
  }
  close(lines[1]);
  close(errors[1]);
  Ended ended;
  const bool late = drain({lines[0], errors[0]}, child, limit_ms, ended);
  int status = 0;
  waitpid(child, &status, 0);
  close(lines[0]);
  close(errors[0]);
  ended.how = howEnded(status, late);
  return ended;
}

// Until the input ends.
inline void serve(const Judging& judge) {
  say("{\"ready\":true}");
  std::string line;
  while (std::getline(std::cin, line)) {
    const std::size_t tab = line.find('\t');
    if (tab == std::string::npos)
      die("expected a file, a tab and a limit in milliseconds");
    const Ended ended = inChild(judge, line.substr(0, tab), std::atol(line.c_str() + tab));
    const std::string& errors = ended.errors;
    const std::string reason = errors.size() > kReason ? errors.substr(errors.size() - kReason) : errors;
    const std::string out =
        "{\"lines\":" + quoted(ended.lines) + ",\"end\":" + quoted(ended.how) + ",\"reason\":" + quoted(reason) + "}";
    say(out.c_str());
  }
}

#endif
