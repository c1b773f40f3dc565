namespace Functions.Embedded.Durable.Management;

/// <summary>Ends a management request with a status.</summary>
sealed class ManagementException(int status, string message) : Exception(message)
{
    public int Status => status;
}
