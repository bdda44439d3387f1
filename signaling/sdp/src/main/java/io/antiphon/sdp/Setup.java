package io.antiphon.sdp;

/** Who opens the DTLS association (RFC 4145 §4, RFC 8842 §5.2). */
public enum Setup {
  /** The writer is the DTLS client. */
  ACTIVE("active"),
  /** The writer is the DTLS server. */
  PASSIVE("passive"),
  /** The writer leaves it to the answerer; only in offers. */
  ACTPASS("actpass"),
  /** No association for now; WebRTC does not use it. */
  HOLDCONN("holdconn");

  private final String token;

  Setup(String token) {
    this.token = token;
  }

  static Setup parse(String token) throws SdpFormatException {
    for (Setup setup : values()) {
      if (setup.token.equals(token)) {
        return setup;
      }
    }
    throw new SdpFormatException(
        "a=setup is active, passive, actpass or holdconn, not " + Fields.quote(token));
  }

  /** The attribute's value, such as {@code actpass}. */
  @Override
  public String toString() {
    return token;
  }
}
