package io.antiphon.sdp;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * One media section: an {@code m=} line and what follows it (RFC 8866 §5.14).
 *
 * <p>Where WebRTC lets the session speak for its sections, and the section does not speak for
 * itself, the accessors answer with the session's word: ufrag, pwd, options, fingerprints, setup,
 * direction, connection. That holds once the section is part of a {@link SessionDescription}.
 *
 * <p>Immutable. Every line is kept, also those that no accessor speaks of.
 */
public final class MediaDescription {
  private final MediaLine line;
  private final Section own;
  private final Section session;
  private final PayloadFormats formats;

  MediaDescription(MediaLine line, Section own, Section session) {
    this.line = line;
    this.own = own;
    this.session = session;
    formats = new PayloadFormats(line, own);
  }

  /**
   * Starts a section for RTP over DTLS with port 9 and no address, as WebRTC writes them (RFC 8829
   * §5.2.1).
   *
   * @param kind {@code audio}, {@code video} or {@code application}
   */
  public static MediaDescriptionBuilder builder(String kind) {
    return new MediaDescriptionBuilder(kind);
  }

  /**
   * The answer to a section we take no part in: its kind, protocol and formats, its mid, and port 0
   * (RFC 3264 §6, RFC 8829 §5.3.1).
   */
  public static MediaDescription rejecting(MediaDescription offered) {
    MediaDescriptionBuilder builder =
        builder(offered.kind()).port(0).protocol(offered.protocol()).formats(offered.formats());
    @Nullable String mid = offered.mid();
    if (mid != null) {
      builder.mid(mid);
    }
    return builder.direction(Direction.INACTIVE).build();
  }

  /** Starts from this section's lines, to change some of them. */
  public MediaDescriptionBuilder toBuilder() {
    return new MediaDescriptionBuilder(line, own);
  }

  /** What is sent: {@code audio}, {@code video}, {@code application}, … */
  public String kind() {
    return line.kind();
  }

  /** The port, 0 to 65535; 9 means that ICE will say. */
  public int port() {
    return line.port();
  }

  /** How many ports, 1 unless the line says otherwise. */
  public int portCount() {
    return line.portCount();
  }

  /** True if the section is turned down: port 0 (RFC 3264 §6) and not {@link #bundleOnly}. */
  public boolean isRejected() {
    return port() == 0 && !bundleOnly();
  }

  /** The transport, such as {@code UDP/TLS/RTP/SAVPF}. */
  public String protocol() {
    return line.protocol();
  }

  /** True if the formats are RTP payload types. */
  public boolean isRtp() {
    return line.isRtp();
  }

  /** The formats in order of preference, as they stand. */
  public List<String> formats() {
    return line.formats();
  }

  /** The formats as payload types, 0 to 127; empty if this is not RTP. */
  public List<Integer> payloadTypes() {
    return formats.types();
  }

  /** The section's name within the session (RFC 5888 §4); null if it has none. */
  public @Nullable String mid() {
    return own.value("mid");
  }

  /** True if this section lives in its bundle or not at all (RFC 9143 §6). */
  public boolean bundleOnly() {
    return own.has("bundle-only");
  }

  /** The direction, {@link Direction#SENDRECV} if none is written (RFC 8866 §6.7). */
  public Direction direction() {
    @Nullable Direction direction = inherited(Direction.class);
    return direction == null ? Direction.SENDRECV : direction;
  }

  /** The DTLS role (RFC 8842 §5.2); null if none is written. */
  public @Nullable Setup setup() {
    return inherited(Setup.class);
  }

  /** The {@code c=} line; null if there is none. */
  public @Nullable Connection connection() {
    return inherited(Connection.class);
  }

  /** The {@code b=} lines of the section. */
  public List<Bandwidth> bandwidths() {
    return own.all(Bandwidth.class);
  }

  /** The ICE user name fragment (RFC 8839 §5.4); null if none is written. */
  public @Nullable String iceUfrag() {
    return inherited("ice-ufrag");
  }

  /** The ICE password (RFC 8839 §5.4); null if none is written. */
  public @Nullable String icePwd() {
    return inherited("ice-pwd");
  }

  /** The ICE options, such as {@code trickle}, {@code ice2}, {@code renomination}. */
  public List<String> iceOptions() {
    @Nullable String options = inherited("ice-options");
    return options == null ? List.of() : List.of(options.trim().split(" +"));
  }

  /** The certificate's digests, each such as {@code sha-256 AB:CD:…} (RFC 8122 §5). */
  public List<String> fingerprints() {
    List<String> fingerprints = own.values("fingerprint");
    return fingerprints.isEmpty() ? session.values("fingerprint") : fingerprints;
  }

  /** The candidates, each such as {@code candidate:1 1 udp …} (RFC 8839 §5.1). */
  public List<String> candidates() {
    return own.values("candidate").stream().map(value -> "candidate:" + value).toList();
  }

  /** True if no more candidates will follow (RFC 8840 §4.2.2). */
  public boolean endOfCandidates() {
    return own.has("end-of-candidates") || session.has("end-of-candidates");
  }

  /** RTP and RTCP on one port (RFC 5761 §5.1.1). */
  public boolean rtcpMux() {
    return own.has("rtcp-mux") || own.has("rtcp-mux-only");
  }

  /** RTCP packets of reduced size (RFC 5506 §5). */
  public boolean rtcpRsize() {
    return own.has("rtcp-rsize");
  }

  /**
   * The codecs in the order of the {@code m=} line; those that need no {@code a=rtpmap} (RFC 3551
   * §6) are filled in for audio, and payload types that nothing explains are left out.
   */
  public List<RtpMap> rtpMaps() {
    return formats.maps();
  }

  /**
   * What that payload type stands for; null if it is not in the {@code m=} line, or unexplained.
   */
  public @Nullable RtpMap rtpMap(int payloadType) {
    return formats.map(payloadType);
  }

  /**
   * The parameters of a payload type (RFC 8866 §6.15), empty if there are none: names in lower
   * case, in the order written. What has no equals sign, like {@code 0-15} of telephone-event, is a
   * name with an empty value.
   */
  public Map<String, String> fmtp(int payloadType) {
    return formats.parameters(payloadType);
  }

  /** The RTCP feedback lines, for all payload types (RFC 4585 §4.2). */
  public List<RtcpFeedback> rtcpFeedbacks() {
    return own.all(RtcpFeedback.class);
  }

  /** The header extensions (RFC 8285 §8), the session's after the section's own. */
  public List<ExtMap> extMaps() {
    List<ExtMap> maps = new ArrayList<>(own.all(ExtMap.class));
    maps.addAll(session.all(ExtMap.class));
    return maps;
  }

  /** One-byte and two-byte header extensions may follow each other in one stream (RFC 8285 §6). */
  public boolean extMapAllowMixed() {
    return own.has("extmap-allow-mixed") || session.has("extmap-allow-mixed");
  }

  /** What is said of each source, line by line (RFC 5576 §4.1). */
  public List<SsrcAttribute> ssrcAttributes() {
    return own.all(SsrcAttribute.class);
  }

  /** The sources, each once, in the order written; each 0 to 4294967295. */
  public List<Long> ssrcs() {
    return own.stream(SsrcAttribute.class).map(SsrcAttribute::ssrc).distinct().toList();
  }

  /** The sources that belong together (RFC 5576 §4.2). */
  public List<SsrcGroup> ssrcGroups() {
    return own.all(SsrcGroup.class);
  }

  /** The streams and tracks the section sends (RFC 8830 §2). */
  public List<Msid> msids() {
    return own.all(Msid.class);
  }

  /** Milliseconds of audio the writer wants per packet (RFC 8866 §6.4), rounded. */
  public OptionalInt ptime() {
    return milliseconds("ptime");
  }

  /** Milliseconds of audio the writer takes per packet at most (RFC 8866 §6.5), rounded. */
  public OptionalInt maxPtime() {
    return milliseconds("maxptime");
  }

  /** All attributes of the section itself, in order. */
  public List<Attribute> attributes() {
    return own.attributes();
  }

  /** The value of the first attribute of that name, empty for a flag; null if there is none. */
  public @Nullable String attribute(String name) {
    return own.value(name);
  }

  /** The values of all attributes of that name, empty for flags. */
  public List<String> attributeValues(String name) {
    return own.values(name);
  }

  MediaDescription within(Section sessionLines) {
    return new MediaDescription(line, own, sessionLines);
  }

  void writeTo(StringBuilder text) {
    text.append("m=").append(line).append("\r\n");
    own.writeTo(text);
  }

  private OptionalInt milliseconds(String name) {
    @Nullable String value = own.value(name);
    return value == null
        ? OptionalInt.empty()
        : OptionalInt.of((int) Math.max(1, Math.round(Double.parseDouble(value))));
  }

  private <T> @Nullable T inherited(Class<T> meaning) {
    @Nullable T first = own.first(meaning);
    return first == null ? session.first(meaning) : first;
  }

  private @Nullable String inherited(String name) {
    @Nullable String value = own.value(name);
    return value == null ? session.value(name) : value;
  }

  /** The section as it is written, each line ended by CRLF. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    writeTo(text);
    return text.toString();
  }

  /** Equal if the section itself has the same lines, whatever its session says. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof MediaDescription that && toString().equals(that.toString());
  }

  @Override
  public int hashCode() {
    return toString().hashCode();
  }
}
