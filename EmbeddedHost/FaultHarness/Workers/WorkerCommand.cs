namespace FaultHarness.Workers;

/// <summary>What a worker's client is asked to do: one line of tab-separated fields on its standard input.</summary>
/// <param name="Verb">One of the verbs of <see cref="ClientCommands"/>.</param>
/// <param name="Target">Instance id or entity id.</param>
/// <param name="Name">Name of the orchestrator, event or operation.</param>
/// <param name="Payload">Input as JSON.</param>
sealed record WorkerCommand(string Verb, string Target = "", string Name = "", string Payload = "null");
