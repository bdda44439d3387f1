package io.antiphon.sdp;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Candidates on their own, between descriptions: {@code application/trickle-ice-sdpfrag} (RFC 8840
 * §9), as WHIP's {@code PATCH} carries them (RFC 9725 §4.3).
 *
 * <p>Only attributes and media sections; each section speaks of one mid. Immutable.
 */
public final class SdpFragment {
  private final Section section;
  private final List<MediaDescription> media;

  SdpFragment(Section section, List<MediaDescription> media) {
    this.section = section;
    this.media = media.stream().map(each -> each.within(section)).toList();
  }

  /**
   * Reads a fragment, whose lines end in CRLF or LF, within the limits of {@link
   * SessionDescription}.
   *
   * @throws SdpFormatException naming the line and what is wrong with it, or the limit passed
   */
  public static SdpFragment parse(String text) throws SdpFormatException {
    return new SdpParser(text).fragment();
  }

  /** A fragment of those ICE credentials, for all its sections. */
  public static SdpFragment of(String ufrag, String pwd, List<MediaDescription> media) {
    SectionLines lines = new SectionLines(List.of());
    lines.attribute("ice-ufrag", ufrag);
    lines.attribute("ice-pwd", pwd);
    return new SdpFragment(lines.toSection(), media);
  }

  /** The user name fragment of the ICE generation meant; null if it stands in the sections. */
  public @Nullable String iceUfrag() {
    return section.value("ice-ufrag");
  }

  /** The password of the ICE generation meant; null if it stands in the sections. */
  public @Nullable String icePwd() {
    return section.value("ice-pwd");
  }

  /** True if no candidates will follow for any section. */
  public boolean endOfCandidates() {
    return section.has("end-of-candidates");
  }

  /** The sections, each with its mid and its candidates. */
  public List<MediaDescription> media() {
    return media;
  }

  /** The fragment as it is sent: every line ended by CRLF. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    section.writeTo(text);
    media.forEach(each -> each.writeTo(text));
    return text.toString();
  }
}
