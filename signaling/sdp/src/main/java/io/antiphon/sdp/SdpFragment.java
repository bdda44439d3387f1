package io.antiphon.sdp;

import java.util.List;
import java.util.Objects;
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

  /**
   * What a description says of ICE: its credentials, and the candidates of its first section, which
   * carries all others (RFC 9725 §4.3.1).
   *
   * @throws IllegalArgumentException if it has no section, or that no credentials
   */
  public static SdpFragment of(SessionDescription description) {
    MediaDescription first =
        description.media().stream()
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("a description without a section"));
    String ufrag = first.iceUfrag();
    String pwd = first.icePwd();
    String mid = first.mid();
    if (ufrag == null || pwd == null || mid == null) {
      throw new IllegalArgumentException("the first section has no mid or no ICE credentials");
    }
    MediaDescriptionBuilder section =
        MediaDescription.builder(first.kind())
            .port(first.port())
            .protocol(first.protocol())
            .formats(first.formats())
            .mid(mid);
    first.candidates().forEach(section::candidate);
    if (first.endOfCandidates()) {
      section.endOfCandidates();
    }
    return of(ufrag, pwd, List.of(section.build()));
  }

  /** The same as {@link #iceUfrag}, or as the first section that has one says. */
  public @Nullable String generation() {
    return media.stream()
        .map(MediaDescription::iceUfrag)
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(iceUfrag());
  }

  /**
   * The description with the credentials said here in all sections, and the candidates said here in
   * place of its own: as it would be offered or answered anew in an ICE restart.
   *
   * @throws IllegalArgumentException if there are no credentials here
   */
  public SessionDescription restart(SessionDescription description) {
    String ufrag = generation();
    String pwd =
        media.stream()
            .map(MediaDescription::icePwd)
            .filter(Objects::nonNull)
            .findFirst()
            .orElse(icePwd());
    if (ufrag == null || pwd == null) {
      throw new IllegalArgumentException("a fragment without ICE credentials");
    }
    SessionDescriptionBuilder restarted = description.toBuilder();
    for (int i = 0; i < description.media().size(); i++) {
      MediaDescriptionBuilder section =
          description.media().get(i).toBuilder()
              .without("candidate")
              .without("end-of-candidates")
              .iceCredentials(ufrag, pwd);
      if (i == 0) {
        media.forEach(each -> each.candidates().forEach(section::candidate));
      }
      restarted.media(i, section.build());
    }
    return restarted.build();
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
