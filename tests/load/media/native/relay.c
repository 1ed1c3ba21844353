// The least that forwards: one UDP socket, every RTP packet of one to all others. It speaks ICE and DTLS, so that
// it carries the same load by the same generator as a media server. With "GCM" it decrypts once and encrypts for
// each receiver, as a media server must; with "none" it passes on the bytes as they came, which nobody can read.
// Prints where it is as JSON; ends with its parent.
#include "dtls.h"
#include "stun.h"
#include <sys/prctl.h>
#include <sys/signal.h>
#include <sys/socket.h>

#define MOST_PEERS 256
#define UFRAG "relay"
#define PASSWORD "relay-relay-relay-relay"

struct peer {
  struct sockaddr_in address;
  SSL *ssl;
  srtp_t inbound, outbound;
};

static struct peer peers[MOST_PEERS];
static int count;
/** By the peer's port, since all are at one address: its place in `peers` plus one. */
static unsigned short known[65536];
static int fd;
static int isEncrypted;
static SSL_CTX *context;

static void send_to(const struct peer *to, const void *bytes, int size) {
  sendto(fd, bytes, size, 0, (const struct sockaddr *)&to->address, sizeof to->address);
}

static struct peer *peer_at(const struct sockaddr_in *from) {
  unsigned short place = known[ntohs(from->sin_port)];
  return place ? &peers[place - 1] : NULL;
}

static void greet(const struct sockaddr_in *from, const unsigned char *request, int size) {
  unsigned char answer[256];
  int answerSize = answer_binding(request, size, from, PASSWORD, answer);
  if (!answerSize) return;
  if (!peer_at(from) && count < MOST_PEERS) {
    peers[count] = (struct peer){.address = *from, .ssl = dtls_accept(context)};
    known[ntohs(from->sin_port)] = ++count;
  }
  sendto(fd, answer, answerSize, 0, (const struct sockaddr *)from, sizeof *from);
}

/** The last peer takes the place of one that is gone. */
static void forget(struct peer *gone) {
  SSL_free(gone->ssl);
  if (gone->inbound) srtp_dealloc(gone->inbound), srtp_dealloc(gone->outbound);
  known[ntohs(gone->address.sin_port)] = 0;
  if (gone != &peers[--count]) {
    *gone = peers[count];
    known[ntohs(gone->address.sin_port)] = gone - peers + 1;
  }
}

static void shake_hands(struct peer *peer, const unsigned char *packet, int size) {
  BIO_write(SSL_get_rbio(peer->ssl), packet, size);
  unsigned char flight[4096];
  SSL_read(peer->ssl, flight, sizeof flight);
  int length = BIO_read(SSL_get_wbio(peer->ssl), flight, sizeof flight);
  if (length > 0) send_to(peer, flight, length);
  if (SSL_get_shutdown(peer->ssl)) forget(peer);
  else if (!peer->inbound && SSL_is_init_finished(peer->ssl))
    srtp_sessions(peer->ssl, &peer->inbound, &peer->outbound);
}

static void forward(struct peer *from, unsigned char *packet, int size) {
  int isRtcp = packet[1] >= 192 && packet[1] <= 223;
  if (isRtcp || !from->inbound) return;
  if (isEncrypted && srtp_unprotect(from->inbound, packet, &size)) return;
  for (struct peer *to = peers; to < peers + count; to++) {
    if (to == from || !to->outbound) continue;
    if (!isEncrypted) {
      send_to(to, packet, size);
      continue;
    }
    unsigned char out[2048];
    int outSize = size;
    memcpy(out, packet, size);
    if (!srtp_protect(to->outbound, out, &outSize)) send_to(to, out, outSize);
  }
}

int main(int argc, char **argv) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  fd = socket(AF_INET, SOCK_DGRAM, 0);
  struct sockaddr_in own = {.sin_family = AF_INET};
  socklen_t length = sizeof own;
  if (argc < 3 || !inet_aton(argv[1], &own.sin_addr) || bind(fd, (struct sockaddr *)&own, length)) return 1;
  getsockname(fd, (struct sockaddr *)&own, &length);
  isEncrypted = !strcmp(argv[2], "GCM");
  char fingerprint[96];
  context = dtls_server(fingerprint);
  if (srtp_init()) return 1;
  printf("{\"port\":%d,\"ufrag\":\"" UFRAG "\",\"password\":\"" PASSWORD "\",\"fingerprint\":\"%s\"}\n",
         ntohs(own.sin_port), fingerprint);
  fflush(stdout);
  for (;;) {
    unsigned char packet[2048];
    struct sockaddr_in from;
    socklen_t fromLength = sizeof from;
    int size = recvfrom(fd, packet, sizeof packet, 0, (struct sockaddr *)&from, &fromLength);
    if (size < 12) continue;
    if (packet[0] < 4) {
      greet(&from, packet, size);
      continue;
    }
    struct peer *peer = peer_at(&from);
    if (!peer) continue;
    if (packet[0] >= 20 && packet[0] < 64) shake_hands(peer, packet, size);
    else if (packet[0] >= 128) forward(peer, packet, size);
  }
}
