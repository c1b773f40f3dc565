using Microsoft.AspNetCore.Builder;

namespace Functions.Embedded.Durable.Management;

static class ManagementEndpoints
{
    public static void Map(WebApplication app)
    {
    }
}
