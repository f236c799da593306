//! The operations on a tenant. There is one; every other is answered with the documented 404. Whoever may only look is
//! refused where something would change, with the documented 403.

use api_runtime::nullable::Nullable;
use api_runtime::server::{Context, Problem};
use exolink::examples;
use exolink::server::{
    AddTenantIpRequest, AddTenantIpResponse, BulkSetUserRolesRequest, BulkSetUserRolesResponse,
    CreateProfileRequest, CreateProfileResponse, CreateTenantInviteRequest,
    CreateTenantInviteResponse, DeleteProfileRequest, DeleteProfileResponse, DeleteTenantIpRequest,
    DeleteTenantIpResponse, GetBillingPortalRequest, GetBillingPortalResponse, GetProfileRequest,
    GetProfileResponse, GetProvisionStatusRequest, GetProvisionStatusResponse,
    GetTenantMetricsRequest, GetTenantMetricsResponse, GetTenantRequest, GetTenantResponse,
    GetTenantStatsRequest, GetTenantStatsResponse, GetTenantSubscriptionRequest,
    GetTenantSubscriptionResponse, ListProfilesRequest, ListProfilesResponse, ListTenantIpsRequest,
    ListTenantIpsResponse, ListTenantUsersRequest, ListTenantUsersResponse,
    RemoveTenantUserRequest, RemoveTenantUserResponse, SetUserRoleRequest, SetUserRoleResponse,
    StartProvisioningRequest, StartProvisioningResponse, StopProvisioningRequest,
    StopProvisioningResponse, Tenant, UpdateProfileRequest, UpdateProfileResponse,
    UpdateTenantRequest, UpdateTenantResponse,
};
use exolink::types::{
    Profile, ProvisionStatus, Subscription, SubscriptionStatus, TenantIp, TenantStats,
};

use super::{Broker, Caller, forbidden, is_known, moment, not_found, not_provisioning};

impl Tenant for Broker {
    type Error = Problem;

    async fn get_tenant(
        &self,
        _: &Context<Caller>,
        request: GetTenantRequest,
    ) -> Result<GetTenantResponse, Problem> {
        if !is_known(&request.tenant) {
            return Ok(GetTenantResponse::Status404(not_found()));
        }
        examples::get_tenant()
    }

    async fn update_tenant(
        &self,
        cx: &Context<Caller>,
        request: UpdateTenantRequest,
    ) -> Result<UpdateTenantResponse, Problem> {
        if !is_known(&request.tenant) {
            return Ok(UpdateTenantResponse::Status404(not_found()));
        }
        if cx.principal != Caller::Administrator {
            return Ok(UpdateTenantResponse::Status403(forbidden()));
        }
        let answer = examples::update_tenant()?;
        let UpdateTenantResponse::Status200(mut tenant) = answer else {
            return Ok(answer);
        };
        tenant.name = request.body.name.or(tenant.name);
        Ok(UpdateTenantResponse::Status200(tenant))
    }

    async fn get_tenant_stats(
        &self,
        _: &Context<Caller>,
        request: GetTenantStatsRequest,
    ) -> Result<GetTenantStatsResponse, Problem> {
        if !is_known(&request.tenant) {
            return Ok(GetTenantStatsResponse::Status404(not_found()));
        }
        Ok(GetTenantStatsResponse::Status200(TenantStats {
            users: Some(4),
            chargers: Some(12),
            connected_chargers: Some(11),
            profiles: Some(2),
            cpms: Some(1),
        }))
    }

    async fn get_tenant_subscription(
        &self,
        _: &Context<Caller>,
        request: GetTenantSubscriptionRequest,
    ) -> Result<GetTenantSubscriptionResponse, Problem> {
        if !is_known(&request.tenant) {
            return Ok(GetTenantSubscriptionResponse::Status404(not_found()));
        }
        let paid = Subscription {
            id: Some(42),
            tenant_id: Some(1),
            product_id: Some(1),
            product_name: Some("connect_basic".to_owned()),
            status: Some(SubscriptionStatus::Canceled),
            quantity: Some(12),
            ..Subscription::default()
        };
        Ok(GetTenantSubscriptionResponse::Status200(paid))
    }

    async fn list_tenant_users(
        &self,
        _: &Context<Caller>,
        request: ListTenantUsersRequest,
    ) -> Result<ListTenantUsersResponse, Problem> {
        if !is_known(&request.tenant) {
            return Ok(ListTenantUsersResponse::Status404(not_found()));
        }
        let users = self.state().users.values().cloned().collect();
        Ok(ListTenantUsersResponse::Status200(users))
    }

    async fn bulk_set_user_roles(
        &self,
        cx: &Context<Caller>,
        request: BulkSetUserRolesRequest,
    ) -> Result<BulkSetUserRolesResponse, Problem> {
        if !is_known(&request.tenant) {
            return Ok(BulkSetUserRolesResponse::Status404(not_found()));
        }
        if cx.principal != Caller::Administrator {
            return Ok(BulkSetUserRolesResponse::Status403(forbidden()));
        }
        let mut state = self.state();
        for assignment in request.body {
            if let (Some(id), Some(role)) = (&assignment.id, assignment.role) {
                state.set_role(id, role);
            }
        }
        Ok(BulkSetUserRolesResponse::Status200)
    }

    async fn set_user_role(
        &self,
        cx: &Context<Caller>,
        request: SetUserRoleRequest,
    ) -> Result<SetUserRoleResponse, Problem> {
        if !is_known(&request.tenant) {
            return Ok(SetUserRoleResponse::Status404(not_found()));
        }
        if cx.principal != Caller::Administrator {
            return Ok(SetUserRoleResponse::Status403(forbidden()));
        }
        match self.state().set_role(&request.user_id, request.body.role) {
            true => Ok(SetUserRoleResponse::Status200),
            false => Ok(SetUserRoleResponse::Status404(not_found())),
        }
    }

    async fn remove_tenant_user(
        &self,
        cx: &Context<Caller>,
        request: RemoveTenantUserRequest,
    ) -> Result<RemoveTenantUserResponse, Problem> {
        if !is_known(&request.tenant) {
            return Ok(RemoveTenantUserResponse::Status404(not_found()));
        }
        if cx.principal != Caller::Administrator {
            return Ok(RemoveTenantUserResponse::Status403(forbidden()));
        }
        match self.state().users.remove(&request.user_id) {
            Some(_) => Ok(RemoveTenantUserResponse::Status200),
            None => Ok(RemoveTenantUserResponse::Status404(not_found())),
        }
    }

    async fn create_tenant_invite(
        &self,
        cx: &Context<Caller>,
        request: CreateTenantInviteRequest,
    ) -> Result<CreateTenantInviteResponse, Problem> {
        if !is_known(&request.tenant) {
            return Ok(CreateTenantInviteResponse::Status404(not_found()));
        }
        if cx.principal != Caller::Administrator {
            return Ok(CreateTenantInviteResponse::Status403(forbidden()));
        }
        Ok(CreateTenantInviteResponse::Status200)
    }

    async fn list_tenant_ips(
        &self,
        _: &Context<Caller>,
        request: ListTenantIpsRequest,
    ) -> Result<ListTenantIpsResponse, Problem> {
        if !is_known(&request.tenant) {
            return Ok(ListTenantIpsResponse::Status404(not_found()));
        }
        let addresses = self.state().addresses.values().cloned().collect();
        Ok(ListTenantIpsResponse::Status200(addresses))
    }

    async fn add_tenant_ip(
        &self,
        cx: &Context<Caller>,
        request: AddTenantIpRequest,
    ) -> Result<AddTenantIpResponse, Problem> {
        if !is_known(&request.tenant) {
            return Ok(AddTenantIpResponse::Status404(not_found()));
        }
        if cx.principal != Caller::Administrator {
            return Ok(AddTenantIpResponse::Status403(forbidden()));
        }
        let mut state = self.state();
        let id = state.addresses.keys().max().map_or(1, |last| last + 1);
        let address = TenantIp {
            id,
            ip: request.body.ip,
            description: request.body.description,
            created_at: moment("2025-05-06T11:00:00Z"),
        };
        state.addresses.insert(id, address.clone());
        Ok(AddTenantIpResponse::Status201(address))
    }

    async fn delete_tenant_ip(
        &self,
        cx: &Context<Caller>,
        request: DeleteTenantIpRequest,
    ) -> Result<DeleteTenantIpResponse, Problem> {
        if !is_known(&request.tenant) {
            return Ok(DeleteTenantIpResponse::Status404(not_found()));
        }
        if cx.principal != Caller::Administrator {
            return Ok(DeleteTenantIpResponse::Status403(forbidden()));
        }
        match self.state().addresses.remove(&request.ip_id) {
            Some(_) => Ok(DeleteTenantIpResponse::Status200),
            None => Ok(DeleteTenantIpResponse::Status404(not_found())),
        }
    }

    async fn get_tenant_metrics(
        &self,
        _: &Context<Caller>,
        request: GetTenantMetricsRequest,
    ) -> Result<GetTenantMetricsResponse, Problem> {
        if !is_known(&request.tenant) {
            return Ok(GetTenantMetricsResponse::Status404(not_found()));
        }
        examples::get_tenant_metrics()
    }

    async fn list_profiles(
        &self,
        _: &Context<Caller>,
        request: ListProfilesRequest,
    ) -> Result<ListProfilesResponse, Problem> {
        if !is_known(&request.tenant) {
            return Ok(ListProfilesResponse::Status404(not_found()));
        }
        examples::list_profiles()
    }

    async fn create_profile(
        &self,
        cx: &Context<Caller>,
        request: CreateProfileRequest,
    ) -> Result<CreateProfileResponse, Problem> {
        if !is_known(&request.tenant) {
            return Ok(CreateProfileResponse::Status404(not_found()));
        }
        if cx.principal != Caller::Administrator {
            return Ok(CreateProfileResponse::Status403(forbidden()));
        }
        Ok(CreateProfileResponse::Status201(Profile {
            id: 3,
            tenant_id: Some(1),
            name: request.body.name,
            description: request.body.description,
            settings: request.body.settings,
            created_at: moment("2025-10-15T15:00:00Z"),
            updated_at: moment("2025-10-15T15:00:00Z"),
        }))
    }

    async fn get_profile(
        &self,
        _: &Context<Caller>,
        request: GetProfileRequest,
    ) -> Result<GetProfileResponse, Problem> {
        if !is_known(&request.tenant) {
            return Ok(GetProfileResponse::Status404(not_found()));
        }
        examples::get_profile()
    }

    async fn update_profile(
        &self,
        _: &Context<Caller>,
        request: UpdateProfileRequest,
    ) -> Result<UpdateProfileResponse, Problem> {
        if !is_known(&request.tenant) {
            return Ok(UpdateProfileResponse::Status404(not_found()));
        }
        examples::update_profile()
    }

    async fn delete_profile(
        &self,
        _: &Context<Caller>,
        request: DeleteProfileRequest,
    ) -> Result<DeleteProfileResponse, Problem> {
        if !is_known(&request.tenant) {
            return Ok(DeleteProfileResponse::Status404(not_found()));
        }
        examples::delete_profile()
    }

    async fn get_provision_status(
        &self,
        _: &Context<Caller>,
        request: GetProvisionStatusRequest,
    ) -> Result<GetProvisionStatusResponse, Problem> {
        if !is_known(&request.tenant) {
            return Ok(GetProvisionStatusResponse::Status404(not_found()));
        }
        Ok(GetProvisionStatusResponse::Status200(
            self.state().provisioning.clone(),
        ))
    }

    async fn start_provisioning(
        &self,
        cx: &Context<Caller>,
        request: StartProvisioningRequest,
    ) -> Result<StartProvisioningResponse, Problem> {
        if !is_known(&request.tenant) {
            return Ok(StartProvisioningResponse::Status404(not_found()));
        }
        if cx.principal != Caller::Administrator {
            return Ok(StartProvisioningResponse::Status403(forbidden()));
        }
        let started = ProvisionStatus {
            active: true,
            started_at: moment("2025-10-15T15:00:00Z").map_or(Nullable::Null, Nullable::Value),
        };
        self.state().provisioning = started.clone();
        Ok(StartProvisioningResponse::Status200(started))
    }

    async fn stop_provisioning(
        &self,
        cx: &Context<Caller>,
        request: StopProvisioningRequest,
    ) -> Result<StopProvisioningResponse, Problem> {
        if !is_known(&request.tenant) {
            return Ok(StopProvisioningResponse::Status404(not_found()));
        }
        if cx.principal != Caller::Administrator {
            return Ok(StopProvisioningResponse::Status403(forbidden()));
        }
        self.state().provisioning = not_provisioning();
        Ok(StopProvisioningResponse::Status200(not_provisioning()))
    }

    async fn get_billing_portal(
        &self,
        _: &Context<Caller>,
        request: GetBillingPortalRequest,
    ) -> Result<GetBillingPortalResponse, Problem> {
        if !is_known(&request.tenant) {
            return Ok(GetBillingPortalResponse::Status404(not_found()));
        }
        examples::get_billing_portal()
    }
}
