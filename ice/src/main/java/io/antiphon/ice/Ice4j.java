package io.antiphon.ice;

import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * What must be said to ice4j before any class of it is used.
 *
 * <p>Its agent asks 169.254.169.254 by HTTP whether it runs in Amazon's cloud. We never make an
 * agent, and should somebody's code in this process do so, this switch has been thrown before.
 */
final class Ice4j {
  static final String DISABLE_AWS_HARVESTER = "org.ice4j.ice.harvest.DISABLE_AWS_HARVESTER";

  /** Held, since java.util.logging forgets the level of a logger that nobody holds. */
  private static final Logger LOGGER = Logger.getLogger("org.ice4j");

  static {
    System.setProperty(DISABLE_AWS_HARVESTER, "true");
    if (LOGGER.getLevel() == null) {
      LOGGER.setLevel(Level.WARNING);
    }
  }

  private Ice4j() {}

  /** Makes sure of it; every class that names one of ice4j's calls this from its initialiser. */
  static void prepare() {
    // The static initialiser has done it.
  }
}
