// ICE-lite, the little that a relay needs (RFC 8489): an answer to every binding request.
#include <arpa/inet.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdint.h>
#include <string.h>

#define STUN_MAGIC 0x2112A442u
#define STUN_HEADER 20

static void put16(unsigned char *at, uint16_t value) {
  value = htons(value);
  memcpy(at, &value, 2);
}

static void put32(unsigned char *at, uint32_t value) {
  value = htonl(value);
  memcpy(at, &value, 4);
}

static uint32_t crc32(const unsigned char *bytes, int size) {
  uint32_t crc = ~0u;
  for (int i = 0; i < size; i++) {
    crc ^= bytes[i];
    for (int bit = 0; bit < 8; bit++) crc = crc >> 1 ^ (crc & 1 ? 0xEDB88320u : 0);
  }
  return ~crc;
}

/** Writes the answer to a binding request, signed with `password`; its length, or 0 for anything else. */
static int answer_binding(const unsigned char *request, int size, const struct sockaddr_in *from,
                          const char *password, unsigned char *out) {
  if (size < STUN_HEADER || request[0] != 0 || request[1] != 1) return 0;
  memcpy(out, request, STUN_HEADER);
  out[0] = 1;
  int at = STUN_HEADER;
  put16(out + at, 0x0020); // XOR-MAPPED-ADDRESS
  put16(out + at + 2, 8);
  put16(out + at + 4, 1);
  put16(out + at + 6, ntohs(from->sin_port) ^ STUN_MAGIC >> 16);
  put32(out + at + 8, ntohl(from->sin_addr.s_addr) ^ STUN_MAGIC);
  at += 12;
  // Each of the two last attributes covers a header that counts up to its own end.
  put16(out + 2, at + 24 - STUN_HEADER);
  put16(out + at, 0x0008); // MESSAGE-INTEGRITY
  put16(out + at + 2, 20);
  HMAC(EVP_sha1(), password, strlen(password), out, at, out + at + 4, NULL);
  at += 24;
  put16(out + 2, at + 8 - STUN_HEADER);
  put16(out + at, 0x8028); // FINGERPRINT
  put16(out + at + 2, 4);
  put32(out + at + 4, crc32(out, at) ^ 0x5354554Eu);
  return at + 8;
}
