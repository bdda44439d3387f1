package io.antiphon.ice;

/**
 * UDP ports to choose from: the first that is free is taken.
 *
 * @param first 0 for any port at all, then {@code last} is 0 too
 * @param last up to 65535
 */
public record PortRange(int first, int last) {
  /** Any free port. */
  public static final PortRange ANY = new PortRange(0, 0);

  /**
   * Checks the range.
   *
   * @throws IllegalArgumentException if it is none
   */
  public PortRange {
    boolean any = first == 0 && last == 0;
    if (!any && (first < 1 || last < first || last > 65535)) {
      throw new IllegalArgumentException(first + "-" + last + " is no range of ports");
    }
  }

  /**
   * Reads {@code 0}, {@code 40000} or {@code 40000-40010}.
   *
   * @throws IllegalArgumentException if it is something else, naming it
   */
  public static PortRange parse(String text) {
    if (!text.matches("[0-9]{1,5}(-[0-9]{1,5})?")) {
      throw new IllegalArgumentException(
          "a port from 0 to 65535 or a range such as 40000-40010, not " + text);
    }
    int dash = text.indexOf('-');
    int first = Integer.parseInt(dash < 0 ? text : text.substring(0, dash));
    return new PortRange(first, dash < 0 ? first : Integer.parseInt(text.substring(dash + 1)));
  }

  @Override
  public String toString() {
    return first == last ? Integer.toString(first) : first + "-" + last;
  }
}
