namespace AppHost.Demo;

/// <summary>Something that the demo shows does not work; the message says what.</summary>
sealed class DemoException(string message) : Exception(message);
