package io.antiphon.sdp;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes a media section; attributes stand in the order of the calls.
 *
 * <p>What a section says once is replaced where it stands, what it may say often is appended. A
 * value that could not be read again throws {@link IllegalArgumentException} with the reason. Not
 * thread-safe.
 */
public final class MediaDescriptionBuilder {
  private final String kind;
  private final List<String> formats = new ArrayList<>();
  private final SectionLines lines;
  private int port = 9;
  private int portCount = 1;
  private String protocol = "UDP/TLS/RTP/SAVPF";

  MediaDescriptionBuilder(String kind) {
    this.kind = kind;
    lines = new SectionLines(List.of(Line.written('c', Connection.UNSPECIFIED.toString())));
  }

  MediaDescriptionBuilder(MediaLine line, Section section) {
    kind = line.kind();
    port = line.port();
    portCount = line.portCount();
    protocol = line.protocol();
    formats.addAll(line.formats());
    lines = new SectionLines(section.lines());
  }

  /** The port, 0 (not wanted) to 65535; 9 unless set. */
  public MediaDescriptionBuilder port(int newPort) {
    port = newPort;
    portCount = 1;
    return this;
  }

  /** The transport; {@code UDP/TLS/RTP/SAVPF} unless set. */
  public MediaDescriptionBuilder protocol(String newProtocol) {
    protocol = newProtocol;
    return this;
  }

  /** The formats of the {@code m=} line in order of preference; {@link #rtpMap} adds to them. */
  public MediaDescriptionBuilder formats(Collection<String> newFormats) {
    formats.clear();
    formats.addAll(newFormats);
    return this;
  }

  /** The {@code c=} line; {@link Connection#UNSPECIFIED} unless set. */
  public MediaDescriptionBuilder connection(Connection connection) {
    lines.single('c', connection, "i");
    return this;
  }

  /** The name of the section, a token without spaces. */
  public MediaDescriptionBuilder mid(String mid) {
    lines.replace("mid", mid);
    return this;
  }

  /** Which way media flows, in place of what was said before. */
  public MediaDescriptionBuilder direction(Direction direction) {
    lines.direction(direction);
    return this;
  }

  /** Who opens the DTLS handshake (RFC 8842 §5): an answer must not say {@code actpass}. */
  public MediaDescriptionBuilder setup(Setup setup) {
    lines.replace("setup", setup);
    return this;
  }

  /** Ufrag of 4 and pwd of 22 characters or more (RFC 8839 §5.4). */
  public MediaDescriptionBuilder iceCredentials(String ufrag, String pwd) {
    lines.replace("ice-ufrag", ufrag);
    lines.replace("ice-pwd", pwd);
    return this;
  }

  /** Options such as {@code trickle}. */
  public MediaDescriptionBuilder iceOptions(String... options) {
    lines.replace("ice-options", String.join(" ", options));
    return this;
  }

  /** One more digest, such as {@code sha-256 AB:CD:…}. */
  public MediaDescriptionBuilder fingerprint(String fingerprint) {
    lines.attribute("fingerprint", fingerprint);
    return this;
  }

  /** One more candidate, with or without the leading {@code candidate:}. */
  public MediaDescriptionBuilder candidate(String candidate) {
    String prefix = "candidate:";
    lines.attribute(
        "candidate",
        candidate.startsWith(prefix) ? candidate.substring(prefix.length()) : candidate);
    return this;
  }

  /** No more candidates will follow. */
  public MediaDescriptionBuilder endOfCandidates() {
    return flag("end-of-candidates");
  }

  /** RTP and RTCP share one port (RFC 5761), which WebRTC insists on. */
  public MediaDescriptionBuilder rtcpMux() {
    return flag("rtcp-mux");
  }

  /** RTCP packets may come alone, without a report before them (RFC 5506). */
  public MediaDescriptionBuilder rtcpRsize() {
    return flag("rtcp-rsize");
  }

  /** Describes a payload type and, unless it is there, adds it to the formats. */
  public MediaDescriptionBuilder rtpMap(RtpMap map) {
    String format = Integer.toString(map.payloadType());
    if (!formats.contains(format)) {
      formats.add(format);
    }
    lines.attribute("rtpmap", map);
    return this;
  }

  /** Parameters of a payload type, in the map's order; nothing is written for an empty map. */
  public MediaDescriptionBuilder fmtp(int payloadType, Map<String, String> parameters) {
    if (!parameters.isEmpty()) {
      lines.attribute("fmtp", Fmtp.of(payloadType, parameters));
    }
    return this;
  }

  /** One more kind of feedback that is understood (RFC 4585 §4.2). */
  public MediaDescriptionBuilder rtcpFeedback(RtcpFeedback feedback) {
    lines.attribute("rtcp-fb", feedback);
    return this;
  }

  /** One more header extension, under its number (RFC 8285 §5). */
  public MediaDescriptionBuilder extMap(ExtMap map) {
    lines.attribute("extmap", map);
    return this;
  }

  /** One more line about a source; value null for a flag. */
  public MediaDescriptionBuilder ssrc(long ssrc, String name, @Nullable String value) {
    lines.attribute("ssrc", new SsrcAttribute(ssrc, name, value));
    return this;
  }

  /** One more stream that the section's track belongs to (RFC 8830). */
  public MediaDescriptionBuilder msid(Msid msid) {
    lines.attribute("msid", msid);
    return this;
  }

  /** Milliseconds per packet, 1 or more. */
  public MediaDescriptionBuilder ptime(int milliseconds) {
    lines.replace("ptime", milliseconds);
    return this;
  }

  /** Milliseconds per packet at most, 1 or more. */
  public MediaDescriptionBuilder maxPtime(int milliseconds) {
    lines.replace("maxptime", milliseconds);
    return this;
  }

  /** One more attribute without a value. */
  public MediaDescriptionBuilder attribute(String name) {
    lines.attribute(name);
    return this;
  }

  /** One more attribute with a value. */
  public MediaDescriptionBuilder attribute(String name, String value) {
    lines.attribute(name, value);
    return this;
  }

  /** Drops every attribute of that name. */
  public MediaDescriptionBuilder without(String name) {
    lines.remove(name);
    return this;
  }

  /**
   * The section so far.
   *
   * @throws IllegalArgumentException if the {@code m=} line cannot be written: no formats, a port
   *     out of range, a kind that is no token
   */
  public MediaDescription build() {
    String text = new MediaLine(kind, port, portCount, protocol, formats).toString();
    MediaLine line = (MediaLine) Line.written('m', text).meaning();
    return new MediaDescription(line, lines.toSection(), Section.EMPTY);
  }

  private MediaDescriptionBuilder flag(String name) {
    lines.remove(name);
    lines.attribute(name);
    return this;
  }
}
