package io.antiphon.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.simulation.NetworkProfile;
import org.junit.jupiter.api.Test;

class JitterTableTest {
  private final JitterTable table = new JitterTable();
  private final JitterTrial clean = new JitterTrial(NetworkProfile.named("clean"), 1, 5);

  private static JitterTable.Run run(double median, double most, double wrong) {
    Verdict verdict = new Verdict(median, most, wrong);
    return new JitterTable.Run(verdict, new Counts(1, 48_000, 48_000, 0, 0, 0), verdict, verdict);
  }

  @Test
  void aRowIsTheMedianOfItsRunsSoThatOneBadRunDecidesNothing() {
    table.addOurs(clean, run(31, 33, 0));
    table.addOurs(clean, run(90, 300, 7));
    table.addOurs(clean, run(30, 35, 0));
    assertTrue(table.toString().contains("| clean | Antiphon | 31 / 35 ms | 0.00 % |"));
  }

  @Test
  void saysBesideTheBrowserWhatIsBetterAndWhatWorse() {
    for (int i = 0; i < 3; i++) {
      table.addChromium(clean, run(75, 110, 0.3));
      table.addPath(15);
      table.addOurs(clean, run(40, 98, 0.6));
    }
    String text = table.toString();
    assertTrue(text.contains("| clean | Chromium | 60 / 95 ms | 0.30 % |"), text);
    assertTrue(text.contains("| better, worse |"), text);
    assertTrue(text.contains("0 of 1 networks. Worse in one or both: clean."), text);
  }

  @Test
  void aLittleCountsForNothing() {
    assertEquals(Standing.LEVEL, Standing.ofMillis(60, 50));
    assertEquals(Standing.WORSE, Standing.ofMillis(60.1, 50));
    assertEquals(Standing.LEVEL, Standing.ofMillis(219, 200));
    assertEquals(Standing.BETTER, Standing.ofMillis(39, 50));
    assertEquals(Standing.LEVEL, Standing.ofPercent(0.19, 0));
    assertEquals(Standing.LEVEL, Standing.ofPercent(2.7, 2.9));
    assertEquals(Standing.BETTER, Standing.ofPercent(2.5, 2.9));
    assertEquals(Standing.WORSE, Standing.ofMillis(Double.NaN, 50));
    assertEquals(Standing.WORSE, Standing.BETTER.and(Standing.WORSE));
    assertEquals(Standing.BETTER, Standing.BETTER.and(Standing.LEVEL));
    assertEquals(Standing.LEVEL, Standing.LEVEL.and(Standing.LEVEL));
  }
}
