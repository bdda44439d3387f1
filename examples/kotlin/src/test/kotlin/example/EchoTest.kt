package example

import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

class EchoTest {
    @Test
    fun whatIsSaidComesBack() = assertTrue(hearsItself(25))
}
