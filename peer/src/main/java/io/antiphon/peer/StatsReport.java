package io.antiphon.peer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a connection knows of itself at one moment, in the types and with the member names of W3C's
 * WebRTC statistics.
 *
 * @param stats one entry for each object
 */
public record StatsReport(List<Stats> stats) {
  /** Copies the list. */
  public StatsReport {
    stats = List.copyOf(stats);
  }

  /**
   * One object.
   *
   * @param type W3C's name, such as {@code inbound-rtp}
   * @param id that other entries refer to
   * @param timestamp when it was read, milliseconds since 1970
   * @param members by W3C's names: numbers, strings, booleans
   */
  public record Stats(String type, String id, double timestamp, Map<String, Object> members) {
    /** Copies the members. */
    public Stats {
      members = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(members));
    }

    /** A member that is a number; NaN if there is no such number. */
    public double number(String name) {
      return members.get(name) instanceof Number number ? number.doubleValue() : Double.NaN;
    }

    /** The entry as one flat object, as W3C has it. */
    public Map<String, Object> toMap() {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("type", type);
      map.put("id", id);
      map.put("timestamp", timestamp);
      map.putAll(members);
      return map;
    }
  }

  /** The first entry of a type. */
  public Optional<Stats> first(String type) {
    return stats.stream().filter(each -> each.type().equals(type)).findFirst();
  }

  /** Collects the entries of one moment. */
  static final class Builder {
    private final double timestamp;
    private final List<Stats> entries = new ArrayList<>();

    Builder(double timestamp) {
      this.timestamp = timestamp;
    }

    Entry add(String type, String id) {
      return new Entry(type, id);
    }

    boolean has(String id) {
      return entries.stream().anyMatch(each -> each.id().equals(id));
    }

    StatsReport build() {
      return new StatsReport(entries);
    }

    /** Collects the members of one entry; {@link #end} adds it. */
    final class Entry {
      private final String type;
      private final String id;
      private final Map<String, Object> members = new LinkedHashMap<>();

      private Entry(String type, String id) {
        this.type = type;
        this.id = id;
      }

      /** Adds a member unless its value is null. */
      Entry with(String name, @Nullable Object value) {
        if (value != null) {
          members.put(name, value);
        }
        return this;
      }

      void end() {
        entries.add(new Stats(type, id, timestamp, members));
      }
    }
  }
}
