package io.antiphon.ice;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

class RejectionLimitTest {
  private static final long SECOND = 1_000_000_000L;
  private static final InetAddress FORGER = address("198.51.100.1");
  private static final InetAddress OTHER = address("198.51.100.2");

  private final RejectionLimit limit = new RejectionLimit();
  private long now = Long.MAX_VALUE - SECOND / 2; // overflows within the second

  private static InetAddress address(String literal) {
    return new InetSocketAddress(literal, 0).getAddress();
  }

  private void forge(int times) {
    for (int i = 0; i < times; i++) {
      limit.count(now, FORGER);
    }
  }

  @Test
  void holdsBackTheAddressThatForgesAndNoOther() {
    forge(RejectionLimit.PER_SECOND - 1);
    assertFalse(limit.isExceeded(now, FORGER));
    forge(1);
    assertTrue(limit.isExceeded(now, FORGER));
    assertFalse(limit.isExceeded(now, OTHER));
  }

  @Test
  void listensAgainASecondLaterAndCountsAnew() {
    forge(RejectionLimit.PER_SECOND);
    now += SECOND - 1;
    assertTrue(limit.isExceeded(now, FORGER));
    now += 1;
    assertFalse(limit.isExceeded(now, FORGER));
    forge(RejectionLimit.PER_SECOND - 1);
    assertFalse(limit.isExceeded(now, FORGER));
    forge(1);
    assertTrue(limit.isExceeded(now, FORGER));
  }
}
