package io.antiphon.sdp;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The lines of one section, asked for by what they mean. Immutable. */
record Section(List<Line> lines) {
  static final Section EMPTY = new Section(List.of());

  Section {
    lines = List.copyOf(lines);
  }

  <T> Stream<T> stream(Class<T> meaning) {
    return lines.stream().map(Line::meaning).filter(meaning::isInstance).map(meaning::cast);
  }

  <T> List<T> all(Class<T> meaning) {
    return stream(meaning).toList();
  }

  <T> @Nullable T first(Class<T> meaning) {
    for (Line line : lines) {
      if (meaning.isInstance(line.meaning())) {
        return meaning.cast(line.meaning());
      }
    }
    return null;
  }

  List<Attribute> attributes() {
    return lines.stream().filter(line -> line.type() == 'a').map(Line::attribute).toList();
  }

  boolean has(String name) {
    return lines.stream().anyMatch(line -> line.isAttribute(name));
  }

  /** The values of all attributes of that name; empty text for those without a colon. */
  List<String> values(String name) {
    return lines.stream().filter(line -> line.isAttribute(name)).map(Section::value).toList();
  }

  @Nullable String value(String name) {
    for (Line line : lines) {
      if (line.isAttribute(name)) {
        return value(line);
      }
    }
    return null;
  }

  void writeTo(StringBuilder text) {
    lines.forEach(line -> text.append(line).append("\r\n"));
  }

  private static String value(Line line) {
    @Nullable String value = line.attribute().value();
    return value == null ? "" : value;
  }
}
