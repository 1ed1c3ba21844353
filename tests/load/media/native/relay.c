// The least that forwards: one UDP socket, every RTP packet to everyone who has said hello. With SRTP it
// decrypts once and encrypts for each receiver, as a media server must. Prints its port, ends with its parent.
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signal.h>
#include <sys/socket.h>
#ifdef WITH_SRTP
#include "srtp-keys.h"
#endif

#define MOST_RECEIVERS 256

struct receiver {
  struct sockaddr_in address;
#ifdef WITH_SRTP
  srtp_t session;
#endif
};

static struct receiver receivers[MOST_RECEIVERS];
static int count;

static void hello(const struct sockaddr_in *from) {
  for (int i = 0; i < count; i++)
    if (!memcmp(&receivers[i].address, from, sizeof *from)) return;
  if (count == MOST_RECEIVERS) return;
  receivers[count].address = *from;
#ifdef WITH_SRTP
  receivers[count].session = open_session(ssrc_any_outbound);
#endif
  count++;
}

int main(int argc, char **argv) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  int fd = socket(AF_INET, SOCK_DGRAM, 0);
  struct sockaddr_in own = {.sin_family = AF_INET};
  socklen_t length = sizeof own;
  if (argc < 2 || !inet_aton(argv[1], &own.sin_addr) || bind(fd, (struct sockaddr *)&own, length)) return 1;
  getsockname(fd, (struct sockaddr *)&own, &length);
  printf("%d\n", ntohs(own.sin_port));
  fflush(stdout);
#ifdef WITH_SRTP
  if (srtp_init()) return 1;
  srtp_t inbound = open_session(ssrc_any_inbound);
#endif
  unsigned char packet[2048];
  for (;;) {
    struct sockaddr_in from;
    socklen_t fromLength = sizeof from;
    int size = recvfrom(fd, packet, sizeof packet, 0, (struct sockaddr *)&from, &fromLength);
    if (size < 12) {
      if (size > 0) hello(&from);
      continue;
    }
#ifdef WITH_SRTP
    if (srtp_unprotect(inbound, packet, &size)) continue;
#endif
    for (int i = 0; i < count; i++) {
#ifdef WITH_SRTP
      unsigned char out[2048];
      int outSize = size;
      memcpy(out, packet, size);
      if (srtp_protect(receivers[i].session, out, &outSize)) continue;
      sendto(fd, out, outSize, 0, (struct sockaddr *)&receivers[i].address, sizeof receivers[i].address);
#else
      sendto(fd, packet, size, 0, (struct sockaddr *)&receivers[i].address, sizeof receivers[i].address);
#endif
    }
  }
}
