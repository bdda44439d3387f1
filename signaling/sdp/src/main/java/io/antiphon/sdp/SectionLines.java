package io.antiphon.sdp;

import java.util.ArrayList;
import java.util.List;

/** The lines of a section that is being written, in the order they will stand in. */
final class SectionLines {
  private final List<Line> lines = new ArrayList<>();

  SectionLines(List<Line> first) {
    lines.addAll(first);
  }

  void add(char type, Object value) {
    lines.add(Line.written(type, value.toString()));
  }

  void attribute(String name) {
    add('a', name);
  }

  void attribute(String name, Object value) {
    add('a', name + ":" + value);
  }

  /** Puts the attribute where the first of its name stands, or at the end, and drops the others. */
  void replace(String name, Object value) {
    int place = indexOf(name);
    remove(name);
    lines.add(place < 0 ? lines.size() : place, Line.written('a', name + ":" + value));
  }

  void direction(Direction direction) {
    int place = lines.size();
    for (Direction each : Direction.values()) {
      int found = indexOf(each.toString());
      place = found < 0 ? place : Math.min(place, found);
    }
    lines.removeIf(line -> line.meaning() instanceof Direction);
    lines.add(place, Line.written('a', direction.toString()));
  }

  /** Puts a line of a type that a section has once, where RFC 8866 §5 wants it. */
  void single(char type, Object value, String after) {
    lines.removeIf(line -> line.type() == type);
    int place = 0;
    while (place < lines.size() && after.indexOf(lines.get(place).type()) >= 0) {
      place++;
    }
    lines.add(place, Line.written(type, value.toString()));
  }

  void remove(String name) {
    lines.removeIf(line -> line.isAttribute(name));
  }

  Section toSection() {
    return new Section(lines);
  }

  private int indexOf(String name) {
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).isAttribute(name)) {
        return i;
      }
    }
    return -1;
  }
}
