// The load for the relays: one sender and N receivers on sockets of their own. Reads "start", "pause" and
// "count" from its standard input; answers each with one line "SENT RECEIVED".
#include <arpa/inet.h>
#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/signal.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#ifdef WITH_SRTP
#include "srtp-keys.h"
#endif

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec / 1e9;
}

int main(int argc, char **argv) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (argc < 6) return 1;
  struct sockaddr_in relay = {.sin_family = AF_INET, .sin_port = htons(atoi(argv[2]))};
  inet_aton(argv[1], &relay.sin_addr);
  int people = atoi(argv[3]), perSecond = atoi(argv[4]), bytes = atoi(argv[5]);
#ifdef WITH_SRTP
  if (srtp_init()) return 1;
  srtp_t session = open_session(ssrc_any_outbound);
#endif
  int events = epoll_create1(0);
  int sender = socket(AF_INET, SOCK_DGRAM, 0);
  for (int i = 0; i < people; i++) {
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
    connect(fd, (struct sockaddr *)&relay, sizeof relay);
    send(fd, "hi", 2, 0);
    struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
    epoll_ctl(events, EPOLL_CTL_ADD, fd, &event);
  }
  fcntl(0, F_SETFL, O_NONBLOCK);
  unsigned long long sent = 0, received = 0;
  int running = 0;
  double startedAt = 0, before = 0;
  uint16_t sequence = 0;
  for (;;) {
    char line[64];
    ssize_t got = read(0, line, sizeof line - 1);
    if (got == 0) return 0;
    if (got > 0) {
      line[got] = 0;
      if (strstr(line, "start")) running = 1, startedAt = now(), before = 0;
      if (strstr(line, "pause")) running = 0;
      printf("%llu %llu\n", sent, received);
      fflush(stdout);
    }
    for (double due = running ? (now() - startedAt) * perSecond : 0; before < due; before++) {
      unsigned char packet[2048] = {0x80, 96, sequence >> 8, sequence & 255, 0, 0, 0, 0, 0, 0, 0, 1};
      int size = bytes;
      sequence++;
#ifdef WITH_SRTP
      if (srtp_protect(session, packet, &size)) continue;
#endif
      sendto(sender, packet, size, 0, (struct sockaddr *)&relay, sizeof relay);
      sent++;
    }
    struct epoll_event ready[64];
    int n = epoll_wait(events, ready, 64, 1);
    for (int i = 0; i < n; i++) {
      unsigned char packet[2048];
      while (recv(ready[i].data.fd, packet, sizeof packet, 0) > 0) received++;
    }
  }
}
