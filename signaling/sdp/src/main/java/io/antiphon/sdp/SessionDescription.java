package io.antiphon.sdp;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A session description (RFC 8866), as offers and answers carry it (RFC 8829).
 *
 * <p>It is read whole and written back the same: lines and attributes that no accessor speaks of
 * are kept in their places, and a text that ends its lines in CRLF comes out of {@link #toString}
 * as it went into {@link #parse}. Immutable.
 */
public final class SessionDescription {
  /** The longest text that is read, in characters. */
  public static final int MAX_LENGTH = 512 * 1024;

  /** The most lines that are read. */
  public static final int MAX_LINES = 16_384;

  /** The most media sections that are read. */
  public static final int MAX_MEDIA = 256;

  private final Section section;
  private final List<MediaDescription> media;

  SessionDescription(Section section, List<MediaDescription> media) {
    this.section = section;
    this.media = media.stream().map(each -> each.within(section)).toList();
  }

  /**
   * Reads a description, whose lines end in CRLF or LF.
   *
   * <p>Every attribute with an accessor here must be well-formed; {@code v=}, {@code o=}, {@code
   * s=} and {@code t=} must be there, and mids must differ. Empty lines at the end are forgotten.
   *
   * @throws SdpFormatException naming the line and what is wrong with it, or the limit passed
   */
  public static SessionDescription parse(String text) throws SdpFormatException {
    return new SdpParser(text).session();
  }

  /** Starts a description with version, origin, name {@code -} and time {@code 0 0}. */
  public static SessionDescriptionBuilder builder(Origin origin) {
    return new SessionDescriptionBuilder(origin);
  }

  /** Starts from this description's lines, to change some of them. */
  public SessionDescriptionBuilder toBuilder() {
    return new SessionDescriptionBuilder(section, media);
  }

  /** The {@code o=} line. */
  public Origin origin() {
    return Objects.requireNonNull(section.first(Origin.class), "a description has an o= line");
  }

  /** The session's own {@code c=} line; null if there is none. */
  public @Nullable Connection connection() {
    return section.first(Connection.class);
  }

  /** The groups of sections (RFC 5888 §5). */
  public List<Group> groups() {
    return section.all(Group.class);
  }

  /** The mids of the first bundle (RFC 9143 §7); empty if there is none. */
  public List<String> bundle() {
    for (Group group : groups()) {
      if (group.semantics().equals(Group.BUNDLE)) {
        return group.mids();
      }
    }
    return List.of();
  }

  /** The value of {@code a=msid-semantic}, such as {@code WMS *}; null if there is none. */
  public @Nullable String msidSemantic() {
    @Nullable String semantic = section.value("msid-semantic");
    return semantic == null ? null : semantic.trim();
  }

  /** The writer is an ICE lite endpoint (RFC 8839 §5.3). */
  public boolean iceLite() {
    return section.has("ice-lite");
  }

  /** The session's own ICE options; those that hold for a section are asked of the section. */
  public List<String> iceOptions() {
    @Nullable String options = section.value("ice-options");
    return options == null ? List.of() : List.of(options.trim().split(" +"));
  }

  /** The session's own fingerprints; those that hold for a section are asked of the section. */
  public List<String> fingerprints() {
    return section.values("fingerprint");
  }

  /** The session says that one- and two-byte header extensions may be mixed (RFC 8285 §6). */
  public boolean extMapAllowMixed() {
    return section.has("extmap-allow-mixed");
  }

  /** All attributes above the first section, in order. */
  public List<Attribute> attributes() {
    return section.attributes();
  }

  /** The value of the session's first attribute of that name, empty for a flag; null if absent. */
  public @Nullable String attribute(String name) {
    return section.value(name);
  }

  /** The sections in order; their places are the {@code sdpMLineIndex} of candidates. */
  public List<MediaDescription> media() {
    return media;
  }

  /** The section of that mid; null if there is none. */
  public @Nullable MediaDescription media(String mid) {
    for (MediaDescription each : media) {
      if (mid.equals(each.mid())) {
        return each;
      }
    }
    return null;
  }

  /** The mids of all sections that have one, in order. */
  public List<String> mids() {
    List<String> mids = new ArrayList<>();
    for (MediaDescription each : media) {
      @Nullable String mid = each.mid();
      if (mid != null) {
        mids.add(mid);
      }
    }
    return mids;
  }

  /** The description as it is sent: every line ended by CRLF, the last one too. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    section.writeTo(text);
    media.forEach(each -> each.writeTo(text));
    return text.toString();
  }

  /** Equal if they have the same lines. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SessionDescription that && toString().equals(that.toString());
  }

  @Override
  public int hashCode() {
    return toString().hashCode();
  }
}
