package io.antiphon.sdp;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a text line by line; used once. */
final class SdpParser {
  /** The lines every description starts with (RFC 8866 §5). */
  private static final String OPENING = "vos";

  private final String text;
  private final List<Line> session = new ArrayList<>();
  private final List<MediaDescription> media = new ArrayList<>();
  private final Set<String> mids = new HashSet<>();
  private int lineNumber;
  private @Nullable MediaLine mediaLine;
  private List<Line> current = session;

  SdpParser(String text) {
    this.text = text;
  }

  SessionDescription session() throws SdpFormatException {
    read(OPENING);
    if (session.size() < OPENING.length()) {
      char missing = OPENING.charAt(session.size());
      throw new SdpFormatException("the description ends before its " + missing + "= line");
    }
    if (session.stream().noneMatch(line -> line.type() == 't')) {
      throw new SdpFormatException("the t= line is missing");
    }
    return new SessionDescription(new Section(session), media);
  }

  SdpFragment fragment() throws SdpFormatException {
    read("");
    return new SdpFragment(new Section(session), media);
  }

  private void read(String opening) throws SdpFormatException {
    if (text.length() > SessionDescription.MAX_LENGTH) {
      throw new SdpFormatException(
          "the text has "
              + text.length()
              + " characters; at most "
              + SessionDescription.MAX_LENGTH
              + " are read");
    }
    int end = endOfLastLine();
    int start = 0;
    while (start < end) {
      int newline = text.indexOf('\n', start);
      int stop = newline < 0 || newline > end ? end : newline;
      int length = stop > start && text.charAt(stop - 1) == '\r' ? stop - 1 : stop;
      lineNumber++;
      try {
        take(text.substring(start, length), opening);
      } catch (SdpFormatException e) {
        throw e.onLine(lineNumber);
      }
      start = stop + 1;
    }
    endSection();
  }

  /** Where the last line that is not empty ends. */
  private int endOfLastLine() {
    int end = text.length();
    while (end > 0 && (text.charAt(end - 1) == '\n' || text.charAt(end - 1) == '\r')) {
      end--;
    }
    return end;
  }

  private void take(String text, String opening) throws SdpFormatException {
    if (lineNumber > SessionDescription.MAX_LINES) {
      throw new SdpFormatException("more than " + SessionDescription.MAX_LINES + " lines");
    }
    Line line = split(text);
    checkPlace(line, opening);
    if (line.meaning() instanceof MediaLine opened) {
      endSection();
      if (media.size() == SessionDescription.MAX_MEDIA) {
        throw new SdpFormatException("more than " + SessionDescription.MAX_MEDIA + " sections");
      }
      mediaLine = opened;
      current = new ArrayList<>();
      return;
    }
    if (line.isAttribute("mid")) {
      checkMid(line);
    }
    current.add(line);
  }

  private static Line split(String text) throws SdpFormatException {
    if (text.isEmpty()) {
      throw new SdpFormatException("the line is empty");
    }
    boolean shaped = text.length() >= 2 && isLetter(text.charAt(0)) && text.charAt(1) == '=';
    if (!shaped) {
      throw new SdpFormatException("a line is <letter>=<value>, not " + Fields.quote(text));
    }
    return Line.of(text.charAt(0), text.substring(2));
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  private void checkPlace(Line line, String opening) throws SdpFormatException {
    char type = line.type();
    if (lineNumber <= opening.length()) {
      char expected = opening.charAt(lineNumber - 1);
      if (type != expected) {
        throw new SdpFormatException("here stands " + expected + "=, not " + type + "=");
      }
    } else if (OPENING.indexOf(type) >= 0) {
      throw new SdpFormatException(
          opening.isEmpty()
              ? "a fragment has no " + type + "= line"
              : "a second " + type + "= line");
    }
  }

  private void checkMid(Line line) throws SdpFormatException {
    String value = String.valueOf(line.attribute().value());
    if (mediaLine == null) {
      throw new SdpFormatException("a=mid belongs to a media section");
    }
    if (current.stream().anyMatch(other -> other.isAttribute("mid"))) {
      throw new SdpFormatException("a second a=mid in one section");
    }
    if (!mids.add(value)) {
      throw new SdpFormatException("another section has the mid " + Fields.quote(value));
    }
  }

  private void endSection() {
    if (mediaLine != null) {
      media.add(new MediaDescription(mediaLine, new Section(current), Section.EMPTY));
    }
  }
}
