package io.antiphon.rtp.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.antiphon.rtp.Ssrc;
import io.antiphon.rtp.rtcp.GenericNack;
import io.antiphon.rtp.rtcp.Goodbye;
import io.antiphon.rtp.rtcp.TransportFeedback;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReceivedFeedbackTest {
  private final ReceivedFeedback feedback = new ReceivedFeedback();

  @Test
  void requestsAreKeptInTheirOrderUpToSixteen() {
    for (int lost = 0; lost < 20; lost++) {
      feedback.receive(nack(lost));
    }
    for (int lost = 0; lost < 16; lost++) {
      assertEquals(nack(lost), feedback.pollNack());
    }
    assertNull(feedback.pollNack());
  }

  @Test
  void arrivalsAreKeptApartFromRequestsAndUpToSixteenToo() {
    feedback.receive(nack(7));
    for (int number = 0; number < 20; number++) {
      feedback.receive(arrivals(number));
    }
    for (int number = 0; number < 16; number++) {
      assertEquals(arrivals(number), feedback.pollArrivals());
    }
    assertNull(feedback.pollArrivals());
    assertEquals(nack(7), feedback.pollNack());
  }

  @Test
  void whatIsNoFeedbackIsPassedOver() {
    feedback.receive(new Goodbye(List.of(new Ssrc(1)), null));
    assertNull(feedback.pollNack());
    assertNull(feedback.pollArrivals());
  }

  private static GenericNack nack(int lost) {
    return new GenericNack(new Ssrc(1), new Ssrc(2), List.of(lost));
  }

  private static TransportFeedback arrivals(int number) {
    return new TransportFeedback(new Ssrc(1), new Ssrc(2), 0, 0, number, new int[] {1});
  }
}
