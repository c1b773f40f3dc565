namespace ProviderSimulator.Faults;

/// <summary>
/// Thrown out of a started answer to break its connection. The server then sends what was written and closes without the
/// mark of an end; aborting the request instead would throw away what is on its way, and the place of the cut with it.
/// </summary>
sealed class CutException() : Exception("Cut on purpose.");
