// AES-256-GCM, as mediasoup agrees on with the load; one fixed key, since only the work counts here.
#include <srtp2/srtp.h>

static srtp_t open_session(srtp_ssrc_type_t direction) {
  static unsigned char key[SRTP_AES_GCM_256_KEY_LEN_WSALT] = "neuvo benchmark, any key serves";
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
