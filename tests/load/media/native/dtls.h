// The server's side of DTLS-SRTP (RFC 5764) over memory: whoever calls moves the datagrams. One certificate, made
// at start; the peer's own is not asked for, since only the work counts here.
#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <srtp2/srtp.h>
#include <stdio.h>
#include <stdlib.h>

#define GCM_KEY 32
#define GCM_SALT 12
/** Bytes of a handshake datagram: what every link carries whole. */
#define HANDSHAKE_MTU 1200

/** Fills in the certificate's SHA-256 as SDP writes it: 95 characters and the end. */
static SSL_CTX *dtls_server(char fingerprint[96]) {
  SSL_CTX *context = SSL_CTX_new(DTLS_server_method());
  EVP_PKEY *key = EVP_EC_gen("P-256");
  X509 *certificate = X509_new();
  if (!context || !key || !certificate) exit(2);
  X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
  X509_gmtime_adj(X509_getm_notAfter(certificate), 86400);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_ASC, (unsigned char *)"relay", -1,
                             -1, 0);
  X509_set_issuer_name(certificate, X509_get_subject_name(certificate));
  X509_set_pubkey(certificate, key);
  X509_sign(certificate, key, EVP_sha256());
  SSL_CTX_use_certificate(context, certificate);
  SSL_CTX_use_PrivateKey(context, key);
  // This one answers 0 where it worked.
  if (SSL_CTX_set_tlsext_use_srtp(context, "SRTP_AEAD_AES_256_GCM")) exit(2);
  unsigned char digest[32];
  X509_digest(certificate, EVP_sha256(), digest, NULL);
  for (int i = 0; i < 32; i++) snprintf(fingerprint + 3 * i, 4, i < 31 ? "%02X:" : "%02X", digest[i]);
  return context;
}

static SSL *dtls_accept(SSL_CTX *context) {
  SSL *ssl = SSL_new(context);
  SSL_set_bio(ssl, BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
  SSL_set_options(ssl, SSL_OP_NO_QUERY_MTU);
  DTLS_set_link_mtu(ssl, HANDSHAKE_MTU);
  SSL_set_accept_state(ssl);
  return ssl;
}

static srtp_t srtp_session(srtp_ssrc_type_t direction, unsigned char *key) {
  srtp_policy_t policy;
  srtp_t session;
  memset(&policy, 0, sizeof policy);
  srtp_crypto_policy_set_aes_gcm_256_16_auth(&policy.rtp);
  srtp_crypto_policy_set_aes_gcm_256_16_auth(&policy.rtcp);
  policy.ssrc.type = direction;
  policy.key = key;
  policy.window_size = 1024;
  if (srtp_create(&session, &policy)) exit(2);
  return session;
}

/** What both sides derive from a finished handshake: sessions for what comes in and for what goes out. */
static void srtp_sessions(SSL *ssl, srtp_t *inbound, srtp_t *outbound) {
  unsigned char derived[2 * (GCM_KEY + GCM_SALT)], client[GCM_KEY + GCM_SALT], server[GCM_KEY + GCM_SALT];
  const char label[] = "EXTRACTOR-dtls_srtp";
  if (SSL_export_keying_material(ssl, derived, sizeof derived, label, sizeof label - 1, NULL, 0, 0) != 1) exit(2);
  memcpy(client, derived, GCM_KEY);
  memcpy(server, derived + GCM_KEY, GCM_KEY);
  memcpy(client + GCM_KEY, derived + 2 * GCM_KEY, GCM_SALT);
  memcpy(server + GCM_KEY, derived + 2 * GCM_KEY + GCM_SALT, GCM_SALT);
  *inbound = srtp_session(ssrc_any_inbound, client);
  *outbound = srtp_session(ssrc_any_outbound, server);
}
