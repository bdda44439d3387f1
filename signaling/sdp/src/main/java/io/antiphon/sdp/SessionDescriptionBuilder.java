package io.antiphon.sdp;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes a session description; attributes stand in the order of the calls, before the sections.
 *
 * <p>A value that could not be read again throws {@link IllegalArgumentException} with the reason.
 * Not thread-safe.
 */
public final class SessionDescriptionBuilder {
  private final SectionLines lines;
  private final List<MediaDescription> media = new ArrayList<>();

  SessionDescriptionBuilder(Origin origin) {
    lines = new SectionLines(List.of(Line.written('v', "0")));
    lines.add('o', origin);
    lines.add('s', "-");
    lines.add('t', "0 0");
  }

  SessionDescriptionBuilder(Section section, List<MediaDescription> media) {
    lines = new SectionLines(section.lines());
    this.media.addAll(media);
  }

  /** The {@code o=} line, for the next version of a description. */
  public SessionDescriptionBuilder origin(Origin origin) {
    lines.single('o', origin, "v");
    return this;
  }

  /** The name of the session; {@code -} unless set. */
  public SessionDescriptionBuilder name(String name) {
    lines.single('s', name, "vo");
    return this;
  }

  /** One transport for the sections of these mids (RFC 9143). */
  public SessionDescriptionBuilder bundle(List<String> mids) {
    return group(new Group(Group.BUNDLE, mids));
  }

  /** One more group of sections (RFC 5888). */
  public SessionDescriptionBuilder group(Group group) {
    lines.attribute("group", group);
    return this;
  }

  /** The value of {@code a=msid-semantic}, such as {@code WMS *}. */
  public SessionDescriptionBuilder msidSemantic(String value) {
    lines.replace("msid-semantic", value);
    return this;
  }

  /** We are an ICE lite endpoint. */
  public SessionDescriptionBuilder iceLite() {
    lines.remove("ice-lite");
    return attribute("ice-lite");
  }

  /** Options such as {@code trickle}, for all sections. */
  public SessionDescriptionBuilder iceOptions(String... options) {
    lines.replace("ice-options", String.join(" ", options));
    return this;
  }

  /** One more digest for all sections, such as {@code sha-256 AB:CD:…}. */
  public SessionDescriptionBuilder fingerprint(String fingerprint) {
    lines.attribute("fingerprint", fingerprint);
    return this;
  }

  /** One more attribute without a value. */
  public SessionDescriptionBuilder attribute(String name) {
    lines.attribute(name);
    return this;
  }

  /** One more attribute with a value. */
  public SessionDescriptionBuilder attribute(String name, String value) {
    lines.attribute(name, value);
    return this;
  }

  /** Drops every attribute of the session that has that name. */
  public SessionDescriptionBuilder without(String name) {
    lines.remove(name);
    return this;
  }

  /** One more section. */
  public SessionDescriptionBuilder media(MediaDescription section) {
    media.add(section);
    return this;
  }

  /**
   * Another section in the place of one.
   *
   * @throws IndexOutOfBoundsException if there is none at that index
   */
  public SessionDescriptionBuilder media(int index, MediaDescription section) {
    media.set(index, section);
    return this;
  }

  /**
   * The description so far.
   *
   * @throws IllegalArgumentException if two sections have one mid
   */
  public SessionDescription build() {
    Set<String> mids = new HashSet<>();
    for (MediaDescription section : media) {
      @Nullable String mid = section.mid();
      if (mid != null && !mids.add(mid)) {
        throw new IllegalArgumentException("two sections have the mid " + mid);
      }
    }
    return new SessionDescription(lines.toSection(), media);
  }
}
